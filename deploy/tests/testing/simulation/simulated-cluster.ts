/**
 * A cluster in virtual time: real leases, assigners and decisions on a simulated database and network, with faults at
 * moments that a seed decides. Whatever happens, nobody calls for a shard that is somebody else's.
 */
import { Assigner } from "#control-plane/assigner/assigner.ts";
import type { Coordination } from "#shared/coordination/coordination.ts";
import { memoryCoordination } from "#shared/coordination/memory.ts";
import { createLog } from "#shared/log.ts";
import { seededRandom } from "#shared/testing/random.ts";
import { SimulatedDatabase } from "./simulated-database.ts";
import { SimulatedProcess, type SimulatedServer } from "./simulated-process.ts";
import { SimulatedRuntime } from "./simulated-runtime.ts";
import { VirtualTime } from "./virtual-time.ts";

export const ttlMs = 5_000;
const shards = 12;
const log = createLog({ level: "silent" });

interface Member {
  process: SimulatedProcess;
  runtime: SimulatedRuntime;
}

export class SimulatedCluster {
  readonly time = new VirtualTime();
  readonly random;
  /** What must never happen, and did. */
  readonly violations: string[] = [];
  readonly database = new SimulatedDatabase(shards, () => new Set(this.alive.map(({ process }) => process.name)));
  #members: Member[] = [];
  #assigners: SimulatedProcess[] = [];
  #started = 0;
  readonly #redis: SimulatedServer = { away: false };
  readonly #postgres: SimulatedServer = { away: false };
  #memory: Coordination = memoryCoordination(this.time.now);
  readonly #listeners = new Set<(topic: string, key: string) => void>();

  constructor(seed: number) {
    this.random = seededRandom(seed);
  }

  /** Runtimes that have not ended. */
  get alive(): Member[] {
    this.#members = this.#members.filter(({ process }) => !process.killed);
    return this.#members;
  }

  get assigners(): SimulatedProcess[] {
    this.#assigners = this.#assigners.filter(({ killed }) => !killed);
    return this.#assigners;
  }

  startRuntime(): void {
    const process = this.#process("rt");
    const runtime = new SimulatedRuntime({
      process,
      time: this.time,
      random: this.random,
      table: process.remote(this.database.table(process.name), this.#postgres),
      coordination: this.#coordination(process),
      ttlMs,
      log,
      onCall: (name, shard, epoch) => this.#judge(name, shard, epoch),
    });
    this.#listeners.add((topic, key) => topic === "shards" && key === process.name && runtime.wake());
    this.#members.push({ process, runtime });
  }

  startAssigner(): void {
    const process = this.#process("cp");
    this.#assigners.push(process);
    const assigner = new Assigner({
      map: process.remote(this.database.map(), this.#postgres),
      coordination: this.#coordination(process),
      id: process.name,
      leaseTtlMs: ttlMs,
      log,
      now: this.time.now,
    });
    let wake = () => {};
    this.#listeners.add((topic) => topic === "assign" && wake());
    void (async () => {
      for (;;) {
        await assigner.step();
        await process.pause(500, (wakeUp) => {
          wake = wakeUp;
        });
      }
    })();
  }

  /** Redis forgets everything. */
  flush(): void {
    this.#memory = memoryCoordination(this.time.now);
  }

  async withoutRedis(ms: number): Promise<void> {
    this.#redis.away = true;
    await this.time.sleep(ms);
    this.#redis.away = false;
  }

  async withoutPostgres(ms: number): Promise<void> {
    this.#postgres.away = true;
    await this.time.sleep(ms);
    this.#postgres.away = false;
  }

  /** What is not as it should be when nothing has happened for a while. */
  get unsettled(): string[] {
    const alive = new Map(this.alive.map(({ process, runtime }) => [process.name, runtime]));
    const owners = new Set(this.database.rows.map(({ owner }) => owner));
    const idle = [...alive.keys()].filter((name) => !owners.has(name)).map((name) => `${name} is left without shards`);
    const wrong = this.database.rows.flatMap(({ id, owner, target, epoch }) => {
      if (target !== null) return [`shard ${id} is still under way to ${target}`];
      if (owner === null || !alive.has(owner)) return [`shard ${id} is left with ${owner}`];
      const others = [...alive].filter(([name, { served }]) => name !== owner && served.has(id)).map(([name]) => name);
      if (others.length > 0) return [`shard ${id} is served by ${others} besides ${owner}`];
      return alive.get(owner)!.served.get(id) === epoch ? [] : [`shard ${id} is not served by ${owner}`];
    });
    return [...idle, ...wrong];
  }

  #process(kind: string): SimulatedProcess {
    return new SimulatedProcess(`${kind}-${++this.#started}`, this.time, this.random);
  }

  #coordination(process: SimulatedProcess): Pick<Coordination, "leases" | "wakeUps" | "runtimes"> {
    // A flush puts another memory in its place, for everybody.
    const now = <Part extends "leases" | "runtimes">(part: Part): Coordination[Part] =>
      new Proxy({} as Coordination[Part], { get: (_, name) => Reflect.get(this.#memory[part], name) });
    return {
      leases: process.remote(now("leases"), this.#redis),
      runtimes: process.remote(now("runtimes"), this.#redis),
      wakeUps: { publish: (topic, key) => this.#publish(topic, key), subscribe: () => () => {} },
    };
  }

  /** Now and then a hint is lost. */
  #publish(topic: string, key: string): void {
    if (this.#redis.away || this.random.next() < 0.1) return;
    const delayMs = this.random.between(0.2, 20);
    this.time.after(delayMs, () => {
      for (const listener of this.#listeners) listener(topic, key);
    });
  }

  #judge(runtime: string, shard: number, epoch: number): void {
    const row = this.database.rows[shard]!;
    if (row.owner === runtime && row.epoch === epoch) return;
    this.violations.push(
      `${Math.round(this.time.now())} ms: ${runtime} calls for shard ${shard} of epoch ${epoch}, which is ${row.owner}'s at ${row.epoch}`,
    );
  }
}
