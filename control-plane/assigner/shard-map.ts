/**
 * Who owns which shard, as the database has it, and the changes the assigner makes to it. Each holds only for the epoch
 * it was decided on: should two assigners be at work, the second one's comes to nothing.
 */

import type { Orm } from "#shared/db/open.ts";
import { firstHandedOn } from "#shared/inbox/handed-on.ts";
import type { Move } from "./balance.ts";

export interface ShardRow {
  id: number;
  owner: string | null;
  target: string | null;
  epoch: number;
}

/** Names a runtime's sessions on the database. */
const sessionPrefix = "botfactory ";

type Rows = ReadonlyMap<number, ShardRow>;

export interface ShardMap {
  read(): Promise<ShardRow[]>;
  /** @returns by shard, how many bots are to be served */
  activeBots(): Promise<Map<number, number>>;
  /** @returns runtimes with a session on this database */
  sessions(): Promise<Set<string>>;
  /** @returns runtimes that are to be left empty */
  draining(): Promise<Set<string>>;
  /** Forgets that runtimes were to be drained which have long gone. */
  forgetDrains(alive: ReadonlySet<string>): Promise<unknown>;
  /** @returns shards in which orders wait */
  withOrders(): Promise<Set<number>>;
  grant(moves: readonly Move[], rows: Rows): Promise<void>;
  /** Names who is to take over from a shard's owner. */
  handOver(moves: readonly Move[], rows: Rows): Promise<void>;
  /** Calls handovers off. */
  cancel(shards: readonly number[], rows: Rows): Promise<void>;
}

export function createShardMap(orm: Orm): ShardMap {
  const execute = <T>(sql: string, values: unknown[] = []): Promise<T> =>
    orm.em.getConnection().execute(sql, values) as Promise<T>;
  const change = async (moves: readonly Move[], rows: Rows, set: string, where = "true"): Promise<void> => {
    if (moves.length === 0) return;
    const dated = moves.map((move) => ({ ...move, epoch: rows.get(move.shard)?.epoch }));
    await execute(
      `update shards s set target_ready = false, ${set}
       from json_to_recordset(?::json) as m(shard int, epoch int, "to" text)
       where s.id = m.shard and s.epoch = m.epoch and ${where}`,
      [JSON.stringify(dated)],
    );
  };

  return {
    read: () => execute<ShardRow[]>("select id, owner, target, epoch from shards order by id"),

    async activeBots(): Promise<Map<number, number>> {
      const rows = await execute<{ shard: number; bots: number }[]>(
        "select shard, count(*)::int as bots from bots where is_active group by shard",
      );
      return new Map(rows.map(({ shard, bots }) => [shard, bots]));
    },

    async sessions(): Promise<Set<string>> {
      const rows = await execute<{ name: string }[]>(
        `select distinct application_name as name from pg_stat_activity
         where datname = current_database() and application_name like ?`,
        [`${sessionPrefix}%`],
      );
      return new Set(rows.map(({ name }) => name.slice(sessionPrefix.length)));
    },

    async draining(): Promise<Set<string>> {
      const rows = await execute<{ runtime: string }[]>("select runtime from drains");
      return new Set(rows.map(({ runtime }) => runtime));
    },

    forgetDrains: (alive: ReadonlySet<string>) =>
      execute(
        `delete from drains where since < now() - interval '1 minute'
         and runtime not in (select json_array_elements_text(?::json))`,
        [JSON.stringify([...alive])],
      ),

    async withOrders(): Promise<Set<number>> {
      const rows = await execute<{ shard: number }[]>(
        `select distinct b.shard from bots b join inbox i on i.bot_id = b.id
         where b.is_active and i.done_at is null and i.update_id <= ${firstHandedOn}`,
      );
      return new Set(rows.map(({ shard }) => shard));
    },

    grant: (moves: readonly Move[], rows: Rows) =>
      change(
        moves,
        rows,
        "owner = m.to, target = null, epoch = s.epoch + 1, previous_owner = s.owner, granted_at = now()",
      ),

    handOver: (moves: readonly Move[], rows: Rows) =>
      change(moves, rows, "target = m.to", "s.target is null and s.owner is not null"),

    cancel: (shards: readonly number[], rows: Rows) =>
      change(
        shards.map((shard) => ({ shard, to: rows.get(shard)?.target ?? "" })),
        rows,
        "target = null",
        "s.target = m.to",
      ),
  };
}
