/**
 * A runtime in virtual time: the real lease and the real decisions about shards; serving a shard is no more than
 * calling Telegram for it again and again.
 */
import { Membership, renewals } from "#runtime/cluster/membership.ts";
import { shardSteps } from "#runtime/cluster/shard-steps.ts";
import type { ShardTable } from "#runtime/cluster/shard-table.ts";
import type { Coordination } from "#shared/coordination/coordination.ts";
import type { Log } from "#shared/log.ts";
import type { Random } from "#shared/testing/random.ts";
import type { SimulatedProcess } from "./simulated-process.ts";
import type { VirtualTime } from "./virtual-time.ts";

interface Deps {
  process: SimulatedProcess;
  time: VirtualTime;
  random: Random;
  table: ShardTable;
  coordination: Pick<Coordination, "leases" | "wakeUps">;
  ttlMs: number;
  log: Log;
  /** It calls Telegram for a bot of this shard, which it has owned since this epoch. */
  onCall(runtime: string, shard: number, epoch: number): void;
}

const lookEveryMs = 1_000;
const callEveryMs = 100;

export class SimulatedRuntime {
  readonly #deps: Deps;
  readonly #membership: Membership;
  /** Shards served, with their epoch. */
  readonly #served = new Map<number, number>();
  readonly #handingOver = new Set<number>();
  readonly #passedOn = new Map<number, number>();
  /** Shards that nothing is asked for while they are passed on. */
  readonly #quiet = new Set<number>();
  #term: number | null = null;
  #woken = false;
  #wake = () => {};
  #leaving = false;

  constructor(deps: Deps) {
    this.#deps = deps;
    const { process, time, coordination, ttlMs, log } = deps;
    this.#membership = new Membership({
      coordination,
      runtimeId: process.name,
      ttlMs,
      log,
      clock: { now: time.now, after: (ms, run) => time.after(ms, () => process.running && run()) },
      onHeld: () => this.wake(),
      onLost: () => this.#served.clear(),
    });
    void this.#beat();
    void this.#look();
    void this.#call();
  }

  get served(): ReadonlyMap<number, number> {
    return this.#served;
  }

  wake(): void {
    this.#woken = true;
    this.#wake();
  }

  /** SIGTERM. */
  async leave(): Promise<void> {
    const { process, table, coordination } = this.#deps;
    this.#leaving = true;
    await table.drain().catch(() => {});
    coordination.wakeUps.publish("assign", process.name);
    for (let waited = 0; this.#served.size > 0 && waited < 12_000; waited += 50) await process.sleep(50);
    this.#served.clear();
    await table.giveBack().catch(() => {});
    process.killed = true;
  }

  async #beat(): Promise<void> {
    const { process, ttlMs } = this.#deps;
    for (;;) {
      await this.#membership.beat();
      await process.sleep(ttlMs / renewals);
    }
  }

  async #look(): Promise<void> {
    const { process } = this.#deps;
    for (;;) {
      this.#woken = false;
      await this.#follow().catch(() => {});
      if (this.#woken) continue;
      await process.pause(lookEveryMs, (wake) => {
        this.#wake = wake;
      });
    }
  }

  async #follow(): Promise<void> {
    const { table, coordination } = this.#deps;
    const { term } = this.#membership;
    if (term === null) return this.#served.clear();
    if (term !== this.#term) {
      await table.renew();
      this.#term = term;
    }
    const rows = await table.own();
    if (this.#membership.term === null) return this.#served.clear();
    if (this.#membership.term !== term) return this.wake();
    const { drop, gain, prepare, handOver } = shardSteps(rows, this.#served, this.#passedOn);
    for (const shard of drop) this.#served.delete(shard);
    if (!this.#leaving) for (const { shard, epoch } of gain) this.#served.set(shard, epoch);
    if (prepare.length > 0) {
      for (const owner of await table.ready(prepare)) coordination.wakeUps.publish("shards", owner);
    }
    for (const shard of handOver) void this.#handOver(shard);
  }

  async #handOver(shard: number): Promise<void> {
    const epoch = this.#served.get(shard);
    if (epoch === undefined || this.#handingOver.has(shard)) return;
    const { process, random, table, coordination } = this.#deps;
    this.#handingOver.add(shard);
    try {
      await process.sleep(random.next() < 0.1 ? random.between(500, 10_000) : random.between(0, 30));
      this.#quiet.add(shard);
      const next = await table.handOver({ shard, epoch });
      if (next !== null) {
        this.#passedOn.set(shard, epoch);
        coordination.wakeUps.publish("shards", next);
        coordination.wakeUps.publish("assign", next);
        if (this.#served.get(shard) === epoch) this.#served.delete(shard);
      }
    } catch {
      // Whether it was passed on is told by the next look.
    } finally {
      this.#quiet.delete(shard);
      this.#handingOver.delete(shard);
    }
  }

  async #call(): Promise<void> {
    const { process, random, onCall } = this.#deps;
    for (;;) {
      await process.sleep(random.between(0, 2 * callEveryMs));
      for (const [shard, epoch] of this.#served) {
        if (this.#membership.held && !this.#quiet.has(shard)) onCall(process.name, shard, epoch);
      }
    }
  }
}
