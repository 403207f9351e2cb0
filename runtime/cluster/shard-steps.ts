/** What a runtime is to do about its shards: a pure decision from what the database says and what it serves. */
import type { OwnShard } from "./shard-table.ts";

export interface ShardSteps {
  /** No longer ours, or ours anew: what is served under the old epoch ends. */
  drop: number[];
  /** To be served from now on. */
  gain: OwnShard[];
  /** Coming: to be loaded. */
  prepare: number[];
  /** To be passed on as soon as what is at work has ended. */
  handOver: number[];
}

/**
 * @param served the shards served now, with the epoch at which they are
 * @param passedOn shards handed over, with the epoch at which they were ours: what was read before may say that they
 *   still are
 */
export function shardSteps(
  rows: readonly OwnShard[],
  served: ReadonlyMap<number, number>,
  passedOn: ReadonlyMap<number, number>,
): ShardSteps {
  const owned = new Map(rows.filter((row) => row.owned).map((row) => [row.shard, row]));
  return {
    drop: [...served].flatMap(([shard, epoch]) => (owned.get(shard)?.epoch === epoch ? [] : [shard])),
    gain: [...owned.values()].filter(({ shard, epoch }) => !served.has(shard) && epoch !== passedOn.get(shard)),
    prepare: rows.filter(({ owned, ready }) => !owned && !ready).map(({ shard }) => shard),
    handOver: [...owned.values()].filter(({ ready, target }) => ready && target !== null).map(({ shard }) => shard),
  };
}
