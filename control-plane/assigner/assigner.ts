/**
 * Decides which runtime owns which shard, and grants it in Postgres. One assigner is at work at a time, under a lease;
 * should two be, the database keeps them from harm: a grant holds for one epoch, and raises it.
 */
import { knowsOrders } from "#shared/cluster/generation.ts";
import type { Coordination, Lease } from "#shared/coordination/coordination.ts";
import { Alarm } from "#shared/lifecycle/alarm.ts";
import { rounds } from "#shared/lifecycle/rounds.ts";
import type { Log } from "#shared/log.ts";
import { Liveness } from "./liveness.ts";
import { MoveBudget } from "./move-budget.ts";
import { type Plan, planPlacement } from "./plan.ts";
import type { ShardMap, ShardRow } from "./shard-map.ts";
import { weigh } from "./weigh.ts";

interface Deps {
  map: ShardMap;
  coordination: Pick<Coordination, "leases" | "wakeUps" | "runtimes">;
  /** Who we are among control planes. */
  id: string;
  leaseTtlMs: number;
  log: Log;
  /** How long to wait for more runtimes before the shards of a cluster that has just started are dealt out. Default 0. */
  gatherMs?: number;
  /** Monotonic, in milliseconds. */
  now?: () => number;
}

const lookEveryMs = 500;
const runtimePrefix = "runtime:";
/** Shards under way for the sake of balance. */
const movesAtOnce = 64;
const nowhere: ReadonlySet<number> = new Set();
/** Weights change slowly, and are costlier to know. In looks. */
const weighEvery = 10;

export class Assigner {
  readonly #deps: Deps;
  readonly #map: ShardMap;
  readonly #now: () => number;
  readonly #liveness: Liveness;
  readonly #budget: MoveBudget;
  #lease: Lease | null = null;
  #weights: ReadonlyMap<number, number> = new Map();
  #looks = 0;
  /** Who is alive, and since when it is they. */
  #members = "";
  #membersSince = Number.NEGATIVE_INFINITY;
  readonly #alarm = new Alarm();

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#map = deps.map;
    this.#now = deps.now ?? (() => performance.now());
    this.#liveness = new Liveness({ leaseTtlMs: deps.leaseTtlMs, now: this.#now });
    this.#budget = new MoveBudget({ now: this.#now });
  }

  /** Assigns until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { coordination } = this.#deps;
    const unsubscribe = coordination.wakeUps.subscribe("assign", () => this.#alarm.ring());
    await rounds({ everyMs: lookEveryMs, alarm: this.#alarm, round: () => this.step() }, signal);
    unsubscribe();
    if (this.#lease) await coordination.leases.release(this.#lease).catch(() => {});
  }

  /** Looks once, and does what is to be done. Never rejects. */
  async step(): Promise<void> {
    try {
      if (await this.#inCharge()) await this.#look();
    } catch (error) {
      this.#liveness.doubt();
      this.#deps.log.warn({ error }, "Shards could not be assigned");
    }
  }

  /** Holds the assigner's lease, or takes it. */
  async #inCharge(): Promise<boolean> {
    const { coordination, id, leaseTtlMs } = this.#deps;
    const { leases } = coordination;
    if (this.#lease && !(await leases.renew(this.#lease, leaseTtlMs))) this.#lease = null;
    if (this.#lease) return true;
    this.#lease = await leases.acquire("assigner", id, leaseTtlMs);
    if (this.#lease) this.#liveness.doubt();
    return this.#lease !== null;
  }

  async #look(): Promise<void> {
    const rows = await this.#map.read();
    const alive = await this.#alive(rows);
    if (this.#gathering(rows, alive)) return;
    if (this.#looks++ % weighEvery === 0) await this.#weigh(alive);
    const draining = await this.#map.draining();
    const members = [...alive].map((id) => ({ id, draining: draining.has(id), unknowing: !knowsOrders(id) }));
    const ordered = await this.#withOrders(members);
    const shards = rows.map((row) => ({
      ...row,
      weight: this.#weights.get(row.id) ?? 0,
      hasOrders: ordered.has(row.id),
    }));
    const taking = new Set(members.flatMap(({ id, draining }) => (draining ? [] : id)));
    const idle = taking.difference(new Set(rows.flatMap(({ owner, target }) => [owner, target]))).size;
    const movesLeft = this.#budget.left(shards.length, taking, idle);
    const plan = planPlacement(shards, members, { movesAtOnce, movesLeft });
    const undone = await this.#carryOut(plan, new Map(rows.map((row) => [row.id, row])));
    this.#budget.spend(plan, undone);
  }

  /** During an upgrade alone, or when one is taken back, it matters who has which shard: else nothing is asked. */
  #withOrders(members: readonly { unknowing: boolean }[]): Promise<ReadonlySet<number>> {
    const unknowing = members.filter((member) => member.unknowing).length;
    return unknowing > 0 && unknowing < members.length ? this.#map.withOrders() : Promise.resolve(nowhere);
  }

  /** Where nobody serves anything, runtimes are still coming: dealt out now, everything would be moved at once again. */
  #gathering(rows: readonly ShardRow[], alive: ReadonlySet<string>): boolean {
    const { gatherMs = 0 } = this.#deps;
    const names = [...alive].toSorted().join(" ");
    if (names !== this.#members) this.#membersSince = this.#now();
    this.#members = names;
    if (rows.some(({ owner }) => owner !== null && alive.has(owner))) return false;
    return this.#now() - this.#membersSince < gatherMs;
  }

  async #alive(rows: readonly ShardRow[]): Promise<Set<string>> {
    const held = await this.#deps.coordination.leases.held(runtimePrefix);
    const leases = new Map([...held].map(([name, ms]) => [name.slice(runtimePrefix.length), ms]));
    const known = rows.flatMap(({ owner }) => owner ?? []);
    return this.#liveness.alive(known, { leases, sessions: await this.#map.sessions() });
  }

  /** @returns how many of the handovers came to nothing */
  async #carryOut({ grants, handovers, cancelled }: Plan, rows: ReadonlyMap<number, ShardRow>): Promise<number> {
    if (grants.length + handovers.length + cancelled.length === 0) return 0;
    const { coordination, leaseTtlMs, log } = this.#deps;
    // Redis may have lost its memory since we renewed: then no lease is there, and yet nobody is gone.
    const taken = grants.some(({ shard }) => rows.get(shard)?.owner !== null);
    if (taken && !(await coordination.leases.renew(this.#lease!, leaseTtlMs))) {
      throw new Error("The assigner's lease was lost");
    }
    await this.#map.cancel(cancelled, rows);
    const locked = await this.#map.grant(grants, rows);
    if (locked.length > 0) log.warn({ shards: locked }, "Shards are locked by somebody: they are granted later");
    const moving = await this.#map.handOver(handovers, rows);
    log.info(
      { granted: grants.length - locked.length, moving, calledOff: cancelled.length },
      "Shards were assigned anew",
    );
    const owners = [...grants.map(({ shard }) => shard), ...cancelled].map((shard) => rows.get(shard)?.owner);
    const concerned = new Set([...[...grants, ...handovers].map(({ to }) => to), ...owners]);
    for (const runtime of concerned) if (runtime) coordination.wakeUps.publish("shards", runtime);
    // What was called off may be planned anew.
    if (cancelled.length > 0) this.#alarm.ring();
    return handovers.length - moving;
  }

  async #weigh(alive: ReadonlySet<string>): Promise<void> {
    const { runtimes } = this.#deps.coordination;
    const reports = await runtimes.all();
    this.#weights = weigh(await this.#map.activeBots(), reports.values());
    for (const [runtime, { at }] of reports)
      if (!alive.has(runtime) && Date.now() - at > 60_000) await runtimes.remove(runtime);
    await this.#map.forgetDrains(alive);
  }
}
