/** The runtimes there are: whoever holds a lease, owns a shard, or has told of itself a moment ago. */
import type { RuntimeReport } from "#shared/coordination/coordination.ts";
import type { Runtime } from "#shared/schemas/cluster.ts";
import type { AtWork } from "./at-work.ts";
import type { ShardRow } from "./shard-picture.ts";

export interface Known {
  shards: readonly Pick<ShardRow, "id" | "owner">[];
  /** Bots that are switched on, by shard; a shard without one is missing. */
  bots: ReadonlyMap<number, number>;
  draining: ReadonlySet<string>;
  /** `null` while nobody knows. */
  atWork: AtWork | null;
  reports: ReadonlyMap<string, RuntimeReport>;
  /** In ms since the epoch. */
  now: number;
}

/** Who has told nothing for so long, holds no lease and owns nothing, is gone. In milliseconds. */
const goneAfterMs = 10_000;

/** @returns sorted by id */
export function presentRuntimes({ shards, bots, draining, atWork, reports, now }: Known): Runtime[] {
  const owned = new Map<string, { shards: number; bots: number }>();
  for (const { id, owner } of shards) {
    if (owner === null) continue;
    const sum = owned.get(owner) ?? { shards: 0, bots: 0 };
    sum.shards += 1;
    sum.bots += bots.get(id) ?? 0;
    owned.set(owner, sum);
  }
  const telling = [...reports].filter(([, { at }]) => now - at <= goneAfterMs).map(([id]) => id);
  const ids = new Set([...owned.keys(), ...(atWork?.runtimes ?? []), ...telling]);
  return [...ids].sort().map((id) => ({
    id,
    alive: atWork ? atWork.runtimes.has(id) : null,
    draining: draining.has(id),
    ...(owned.get(id) ?? { shards: 0, bots: 0 }),
    report: presentReport(reports.get(id)),
  }));
}

function presentReport(report: RuntimeReport | undefined): Runtime["report"] {
  if (!report) return null;
  const { host, startedAt, at, bots, updatesPerMinute, lagMs, waiting, memoryBytes } = report;
  return {
    host,
    startedAt: new Date(startedAt).toISOString(),
    reportedAt: new Date(at).toISOString(),
    bots,
    updatesPerMinute,
    lagMs,
    waiting,
    memoryBytes,
  };
}
