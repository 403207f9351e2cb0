/**
 * Coordination through Redis: one server, or several that vote (redlock). Commands time out well before a lease does,
 * and nothing is queued for a server that is away: who asks hears at once that it is.
 */

import { Redis } from "ioredis";
import { RateLimiterMemory, RateLimiterRedis } from "rate-limiter-flexible";
import { StartupError } from "#shared/lifecycle/startup-error.ts";
import type { Log } from "#shared/log.ts";
import type { Coordination } from "../coordination.ts";
import { redisLeases } from "./leases.ts";
import { redisPollReports } from "./poll-reports.ts";
import { redisRuntimeReports } from "./runtime-reports.ts";
import { keyPrefix } from "./servers.ts";
import { unusable } from "./usable.ts";
import { redisWakeUps } from "./wake-ups.ts";

interface Options {
  /** One URL a server. */
  urls: readonly string[];
  log: Log;
  /** Told that a server is away, and that all are back. */
  onAway?: (isAway: boolean) => void;
  /** How long a command may take, in milliseconds; below the margin of a lease. */
  commandTimeoutMs?: number;
}

/**
 * Returns once every server was tried for a moment; those that are away are tried again by themselves.
 *
 * @throws {StartupError} when too few can be worked with as things are: see `usable.ts`
 */
export async function redisCoordination({ urls, log, onAway, commandTimeoutMs = 700 }: Options): Promise<Coordination> {
  const away = new Map<Redis, Error>();
  const open = (url: string) => {
    const client = new Redis(url, {
      lazyConnect: true,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      commandTimeout: commandTimeoutMs,
      connectTimeout: 2_000,
      retryStrategy: (times) => Math.min(50 * 2 ** times, 1_000),
      // A server that hangs keeps its connection: it is made anew once it did not answer for a while.
      socketTimeout: 5_000,
    });
    client.on("error", (error) => {
      if (!away.has(client)) log.warn({ reason: reasonIn(error) }, "Redis cannot be reached; trying again by itself");
      away.set(client, error);
      onAway?.(true);
    });
    client.on("ready", () => {
      if (away.delete(client)) log.info("Redis is back");
      if (away.size === 0) onAway?.(false);
    });
    return client;
  };
  const clients = urls.map(open);
  const listeners = urls.map(open);
  const close = () => {
    for (const client of [...clients, ...listeners]) client.disconnect();
  };
  await Promise.allSettled([...clients, ...listeners].map((client) => client.connect()));
  const problems = await Promise.all(
    urls.map((url, n) => {
      const [client, listener] = [clients[n]!, listeners[n]!];
      return unusable(url, { client, listener }, away.get(client) ?? away.get(listener));
    }),
  );
  const [problem, ...more] = problems.filter((problem) => problem !== null);
  if (problem && 2 * (1 + more.length) >= urls.length) {
    close();
    throw new StartupError(problem);
  }
  // The others are a majority.
  if (problem) log.error({ problems: [problem, ...more] }, "A Redis cannot be worked with");

  return {
    leases: redisLeases(clients),
    wakeUps: redisWakeUps(clients, listeners),
    polls: redisPollReports(clients),
    runtimes: redisRuntimeReports(clients),
    limiter: (options) =>
      new RateLimiterRedis({
        ...options,
        keyPrefix: `${keyPrefix}limit:${options.keyPrefix}`,
        storeClient: clients[0],
        // Each process counts for itself while Redis is away.
        insuranceLimiter: new RateLimiterMemory(options),
      }),
    async [Symbol.asyncDispose]() {
      close();
    },
  };
}

/** A server that does not know a command repeats what it was asked, and be it a password. */
const reasonIn = ({ message }: Error) => message.replace(/, with args beginning with.*/s, "");
