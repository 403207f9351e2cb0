/** Coordination within one process. `now` is injected so tests need not wait. */
import { EventEmitter } from "node:events";
import { RateLimiterMemory } from "rate-limiter-flexible";
import type {
  Coordination,
  Lease,
  Leases,
  PollReport,
  PollReports,
  RuntimeReport,
  RuntimeReports,
  WakeUps,
} from "./coordination.ts";

export function memoryCoordination(now: () => number = () => performance.now()): Coordination {
  return {
    leases: memoryLeases(now),
    wakeUps: memoryWakeUps(),
    polls: memoryPollReports(),
    runtimes: memoryRuntimeReports(),
    limiter: (options) => new RateLimiterMemory(options),
    async [Symbol.asyncDispose]() {},
  };
}

function memoryLeases(now: () => number): Leases {
  const entries = new Map<string, { lease: Lease; until: number }>();
  const current = (resource: string) => {
    const entry = entries.get(resource);
    return entry && entry.until > now() ? entry : undefined;
  };

  return {
    async acquire(resource, holder, ttlMs) {
      if (current(resource)) return null;
      const lease = { resource, holder };
      entries.set(resource, { lease, until: now() + ttlMs });
      return lease;
    },
    async renew(lease, ttlMs) {
      if (current(lease.resource)?.lease !== lease) return false;
      entries.set(lease.resource, { lease, until: now() + ttlMs });
      return true;
    },
    async release(lease) {
      if (current(lease.resource)?.lease === lease) entries.delete(lease.resource);
    },
    async held(prefix) {
      const names = [...entries.keys()].filter((resource) => resource.startsWith(prefix) && current(resource));
      return new Map(names.map((name) => [name, entries.get(name)!.until - now()]));
    },
  };
}

function memoryWakeUps(): WakeUps {
  const emitter = new EventEmitter().setMaxListeners(0);
  return {
    // Delivered later, as over a network: no publisher runs its listeners' code.
    publish: (topic, key) => void setImmediate(() => emitter.emit(topic, key)),
    subscribe(topic, listener) {
      emitter.on(topic, listener);
      return () => void emitter.off(topic, listener);
    },
  };
}

function memoryPollReports(): PollReports {
  const reports = new Map<string, PollReport>();
  return {
    async put(fresh) {
      for (const [botId, report] of fresh) reports.set(botId, report);
    },
    async remove(runtime, botIds) {
      for (const id of botIds) if (reports.get(id)?.runtime === runtime) reports.delete(id);
    },
    async get(botIds) {
      return new Map(botIds.flatMap((id) => (reports.has(id) ? [[id, reports.get(id)!]] : [])));
    },
    ids: async () => [...reports.keys()],
    async forget(botIds) {
      for (const id of botIds) reports.delete(id);
    },
  };
}

function memoryRuntimeReports(): RuntimeReports {
  const reports = new Map<string, RuntimeReport>();
  return {
    async put(runtime, report) {
      reports.set(runtime, report);
    },
    async remove(runtime) {
      reports.delete(runtime);
    },
    all: async () => new Map(reports),
  };
}
