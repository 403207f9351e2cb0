/** What each shard asks of a runtime: a held poll for every bot, and work for every update. */
import type { RuntimeReport } from "#shared/coordination/coordination.ts";

/** A bot with this many updates a minute asks for as much again as a bot that is held open and idle. */
const updatesPerBot = 6;

/** @returns by shard, in idle bots; shards without bots are missing */
export function weigh(
  bots: ReadonlyMap<number, number>,
  reports: Iterable<Pick<RuntimeReport, "shardUpdatesPerMinute">>,
): Map<number, number> {
  const weights = new Map(bots);
  for (const { shardUpdatesPerMinute } of reports) {
    for (const [shard, updates] of Object.entries(shardUpdatesPerMinute)) {
      const weight = weights.get(Number(shard));
      if (weight !== undefined) weights.set(Number(shard), weight + Math.round(updates / updatesPerBot));
    }
  }
  return weights;
}
