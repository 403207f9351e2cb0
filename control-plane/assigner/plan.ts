/**
 * Who should own which shard: a pure decision, with as few changes as possible. Shards that nobody serves are granted
 * at once; what a living runtime serves is moved by planned handover, a few at a time.
 */
import { balance, type Move } from "./balance.ts";
import { Loads } from "./loads.ts";

export interface PlacedShard {
  id: number;
  /** `null` while nobody owns it. */
  owner: string | null;
  /** Where it is being handed over to. */
  target: string | null;
  /** What its bots and their traffic ask of a runtime; 0 without bots. */
  weight: number;
  /** Whether orders wait in it: who knows no orders is not to have it. */
  hasOrders?: boolean;
}

export interface Member {
  id: string;
  /** To be left empty: it keeps nothing and is given nothing. */
  draining: boolean;
  /** It would take orders for messages: what has orders goes to others, as long as there are others. */
  unknowing?: boolean;
}

export interface Plan {
  /** To own from now on: whoever had the shard before is gone. */
  grants: Move[];
  /** To be handed over by their owner. */
  handovers: Move[];
  /** Handovers to be called off: their target is gone, or draining. */
  cancelled: number[];
  /** How many of the handovers are for the sake of balance alone. */
  balancing: number;
  /** Whether no more of them are needed. */
  level: boolean;
}

/** For moves that are made for the sake of balance alone. */
export interface Limits {
  /** Under way at the same time. */
  movesAtOnce: number;
  /** To be begun at all. */
  movesLeft: number;
}

/**
 * @param members those alive; with none there is nothing to be done
 */
export function planPlacement(
  shards: readonly PlacedShard[],
  members: readonly Member[],
  { movesAtOnce, movesLeft }: Limits,
): Plan {
  const alive = new Set(members.map(({ id }) => id));
  const taking = members.filter(({ draining }) => !draining).map(({ id }) => id);
  const plan: Plan = { grants: [], handovers: [], cancelled: [], balancing: 0, level: false };
  if (alive.size === 0) return plan;

  // Where everybody is to be left empty, what nobody serves is still served by somebody.
  const loads = new Loads(taking.length > 0 ? taking : [...alive]);
  const unknowing = new Set(members.flatMap(({ id, unknowing }) => (unknowing ? [id] : [])));
  const isKnowing = (runtime: string) => !unknowing.has(runtime);
  const mixed = unknowing.size > 0 && loads.all.some(({ runtime }) => isKnowing(runtime));
  const mayHave = (runtime: string, { hasOrders }: PlacedShard) => !mixed || !hasOrders || isKnowing(runtime);
  const given = (shard: PlacedShard, to: string | null) =>
    loads.give(shard, to, mixed && shard.hasOrders ? isKnowing : undefined);
  const orphans: PlacedShard[] = [];
  const leaving: PlacedShard[] = [];
  let underWay = 0;
  for (const shard of shards) {
    const { id, owner, target } = shard;
    if (owner === null || !alive.has(owner)) {
      orphans.push(shard);
    } else if (target !== null && taking.includes(target)) {
      loads.add(target, shard, { movable: false });
      if (taking.includes(owner)) underWay++;
    } else {
      if (target !== null) plan.cancelled.push(id);
      if (taking.includes(owner) && mayHave(owner, shard)) {
        // Whoever is to have it next may not know what waits in it.
        loads.add(owner, shard, { movable: target === null && !(mixed && shard.hasOrders) });
      } else if (target === null && taking.length > 0) leaving.push(shard);
    }
  }

  for (const shard of heaviestFirst(orphans)) {
    const { target } = shard;
    const prepared = target !== null && loads.has(target) && mayHave(target, shard) ? target : null;
    plan.grants.push({ shard: shard.id, to: given(shard, prepared) });
  }
  for (const shard of heaviestFirst(leaving)) plan.handovers.push({ shard: shard.id, to: given(shard, null) });
  const allowed = Math.min(movesAtOnce - underWay, movesLeft);
  const levelling = balance(loads, allowed);
  plan.handovers.push(...levelling);
  plan.balancing = levelling.length;
  // What is under way cannot be moved, and may yet be called off.
  plan.level = levelling.length < allowed && underWay + plan.cancelled.length === 0;
  return plan;
}

const heaviestFirst = (shards: readonly PlacedShard[]) => shards.toSorted((a, b) => b.weight - a.weight || a.id - b.id);
