/** The bots of all tenants, with how their polling goes: for operators alone. */
import type { PollReports } from "#shared/coordination/coordination.ts";
import type { Orm } from "#shared/db/open.ts";
import type { ClusterBot, ClusterBotQuery } from "#shared/schemas/cluster.ts";
import type { Page } from "#shared/schemas/page.ts";
import { reportsOf, stateOf, statusOf } from "../bots/status.ts";
import { readCursor, writeCursor } from "../http/cursor.ts";
import { containing } from "../http/search.ts";

export interface ClusterBotDeps {
  orm: Orm;
  polls: PollReports;
}

interface BotRow extends Pick<ClusterBot, "id" | "username" | "name" | "tenant" | "shard" | "runtime"> {
  isActive: boolean;
  hasToken: boolean;
}

/** The database knows no states: to find those asked for, so many bots are looked at a time, and so often at most. */
const batchSize = 1_000;
const mostBatches = 20;

/** @returns newest first; where a state is asked for, a page may be short, or empty, though there are more pages */
export async function listClusterBots(
  { orm, polls }: ClusterBotDeps,
  { cursor, limit, state, ...filters }: ClusterBotQuery,
): Promise<Page<ClusterBot>> {
  const atOnce = state ? batchSize : limit + 1;
  const found: BotRow[] = [];
  const page = async (last: string | null) => ({
    items: await withStatus({ orm, polls }, found),
    nextCursor: last && writeCursor([last]),
  });

  let before = cursor === undefined ? null : readCursor(cursor, 1)[0]!;
  for (let batches = 1; ; batches++) {
    const rows = await select(orm, { ...filters, state, before, limit: atOnce });
    const reportOf = state ? await reportsOf(rows, polls) : null;
    for (const row of rows) {
      if (reportOf && stateOf(row, reportOf(row.id)) !== state) continue;
      if (found.length === limit) return page(found.at(-1)!.id);
      found.push(row);
    }
    before = rows.length < atOnce ? null : rows.at(-1)!.id;
    if (before === null || batches === mostBatches) return page(before);
  }
}

async function withStatus({ orm, polls }: ClusterBotDeps, rows: readonly BotRow[]): Promise<ClusterBot[]> {
  const statuses = await statusOf({ em: orm.em.fork() }, rows, polls);
  return rows.map(({ isActive: _, hasToken: __, ...bot }) => ({ ...bot, ...statuses.get(bot.id)! }));
}

interface Selection extends Pick<ClusterBotQuery, "state" | "runtime" | "q"> {
  /** Ids below this one; `null` begins with the newest. */
  before: string | null;
  limit: number;
}

function select(orm: Orm, { state, runtime, q, before, limit }: Selection): Promise<BotRow[]> {
  const conditions = ["true"];
  const values: unknown[] = [];
  const require = (condition: string, ...given: unknown[]) => {
    conditions.push(condition);
    values.push(...given);
  };
  if (state) require("b.is_active = ?", state !== "stopped");
  if (runtime) require("s.owner = ?", runtime);
  if (q) {
    const pattern = containing(q.replace(/^@/, ""));
    require("(b.name ilike ? or b.username ilike ? or t.name ilike ?)", pattern, pattern, pattern);
  }
  if (before) require("b.id < ?", before);
  return orm.em.getConnection().execute(
    `select b.id, b.username, b.name, t.name as tenant, b.shard, s.owner as runtime, b.is_active as "isActive",
       b.token_sealed is not null as "hasToken"
     from bots b join tenants t on t.id = b.tenant_id join shards s on s.id = b.shard
     where ${conditions.join(" and ")} order by b.id desc limit ?`,
    [...values, limit],
  );
}
