/** The state of the whole cluster in one answer: what the database says, and what coordination tells beside it. */
import type { Coordination } from "#shared/coordination/coordination.ts";
import type { Orm } from "#shared/db/open.ts";
import type { Cluster, ShardMove } from "#shared/schemas/cluster.ts";
import { whoIsAtWork } from "./at-work.ts";
import { presentRuntimes } from "./runtimes.ts";
import { drawShards, type ShardRow } from "./shard-picture.ts";

export interface ClusterDeps {
  orm: Orm;
  coordination: Pick<Coordination, "leases" | "runtimes" | "wakeUps">;
}

export async function readCluster({ orm, coordination }: ClusterDeps): Promise<Cluster> {
  const connection = orm.em.getConnection();
  const [shards, bots, drains, moves, [deletions], atWork, reports] = await Promise.all([
    connection.execute<ShardRow[]>("select id, owner, target, state from shards order by id"),
    connection.execute<{ shard: number; bots: number }[]>(
      "select shard, count(*)::int as bots from bots where is_active group by shard",
    ),
    connection.execute<{ runtime: string }[]>("select runtime from drains"),
    connection.execute<MoveRow[]>(latestMoves),
    connection.execute<Cluster["deletions"][]>(
      `select count(*)::int as waiting, coalesce(sum(removed), 0)::float8 as removed from deletions
       where emptied_at is null`,
    ),
    whoIsAtWork(coordination.leases),
    coordination.runtimes.all().catch(() => new Map()),
  ]);
  return {
    ...drawShards(shards),
    bots: bots.reduce((sum, { bots }) => sum + bots, 0),
    coordinationReachable: atWork !== null,
    assigner: { held: atWork?.assigner ?? null },
    runtimes: presentRuntimes({
      shards,
      bots: new Map(bots.map(({ shard, bots }) => [shard, bots])),
      draining: new Set(drains.map(({ runtime }) => runtime)),
      atWork,
      reports,
      now: Date.now(),
    }),
    deletions: deletions!,
    moves: moves.map(({ at_ms, ...move }): ShardMove => ({ at: new Date(at_ms).toISOString(), ...move })),
  };
}

interface MoveRow extends Omit<ShardMove, "at"> {
  at_ms: number;
}

const latestMoves = `
  select (extract(epoch from date_trunc('second', granted_at)) * 1000)::float8 as at_ms,
    previous_owner as "from", owner as "to", count(*)::int as shards, coalesce(sum(b.bots), 0)::int as bots
  from shards
  left join (select shard, count(*) as bots from bots where is_active group by shard) b on b.shard = shards.id
  where granted_at > now() - interval '10 minutes' and owner is not null
  group by 1, 2, 3
  order by 1 desc, shards desc
  limit 50`;
