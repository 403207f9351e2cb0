/**
 * Who owns which shard, as the database has it, and the changes the assigner makes to it. Each holds only for the epoch
 * it was decided on: should two assigners be at work, the second one's comes to nothing.
 *
 * A row that somebody else has locked keeps nobody from the others: it is left for the next look. Whoever locks one of a
 * runtime's that is gone is that runtime, frozen or cut off: its sessions are ended.
 */
import { causesOf, codeOf } from "#shared/causes.ts";
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

/** How long one row is waited for, and all of them. In milliseconds. */
const lockMs = 200;
const waitingMs = 1_000;

type Dated = Move & { epoch: number | undefined };
type Rows = ReadonlyMap<number, ShardRow>;

interface Outcome {
  changed: number;
  /** Shards of which the rows are locked. */
  locked: number[];
}

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
  /** Grants shards whose owners, as `rows` names them, are gone. @returns those of which the rows are locked */
  grant(moves: readonly Move[], rows: Rows): Promise<number[]>;
  /** Names who is to take over from a shard's owner. @returns for how many: what is locked, or has changed, is left */
  handOver(moves: readonly Move[], rows: Rows): Promise<number>;
  /** Calls handovers off. */
  cancel(shards: readonly number[], rows: Rows): Promise<void>;
}

export function createShardMap(orm: Orm): ShardMap {
  const execute = <T>(sql: string, values: unknown[] = []): Promise<T> =>
    orm.em.getConnection().execute(sql, values) as Promise<T>;
  const change = async (moves: readonly Dated[], set: string, where: string, lockMs = 0): Promise<Set<number>> => {
    const rows = await execute<{ id: number }[]>(
      `with waiting as materialized (select set_config('lock_timeout', ?, true) as ms),
       free as (
         select s.id from shards s join json_to_recordset(?::json) as m(shard int, epoch int) on s.id = m.shard
         where s.epoch = m.epoch and (select ms from waiting) is not null
         order by s.id for no key update of s ${lockMs === 0 ? "skip locked" : ""}
       )
       update shards s set target_ready = false, ${set}
       from json_to_recordset(?::json) as m(shard int, epoch int, "to" text)
       where s.id = m.shard and s.epoch = m.epoch and s.id in (select id from free) and ${where}
       returning s.id`,
      [`${lockMs}ms`, JSON.stringify(moves), JSON.stringify(moves)],
    );
    return new Set(rows.map(({ id }) => id));
  };
  /** What a commit has locked is free again in a moment; for what is not there is no time. */
  const changeOneByOne = async (moves: readonly Dated[], set: string, where: string): Promise<Outcome> => {
    const until = performance.now() + waitingMs;
    const outcome: Outcome = { changed: 0, locked: [] };
    for (const move of shuffled(moves)) {
      const changed = performance.now() < until && (await change([move], set, where, lockMs).catch(unlessLocked));
      if (changed === false) outcome.locked.push(move.shard);
      else outcome.changed += changed.size;
    }
    return outcome;
  };
  const dated = (moves: readonly Move[], rows: Rows): Dated[] =>
    moves.map((move) => ({ ...move, epoch: rows.get(move.shard)?.epoch }));
  const changeAll = async (
    moves: readonly Dated[],
    set: string,
    where = "true",
    beforeWaiting?: (left: Dated[]) => Promise<void>,
  ): Promise<Outcome> => {
    if (moves.length === 0) return { changed: 0, locked: [] };
    const changed = await change(moves, set, where);
    const left = moves.filter(({ shard }) => !changed.has(shard));
    if (left.length > 0) await beforeWaiting?.(left);
    const outcome = await changeOneByOne(left, set, where);
    return { ...outcome, changed: changed.size + outcome.changed };
  };
  const endSessions = (runtimes: readonly string[]) =>
    execute(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name in (select json_array_elements_text(?::json))`,
      [JSON.stringify(runtimes.map((runtime) => sessionPrefix + runtime))],
    );

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

    async grant(moves: readonly Move[], rows: Rows): Promise<number[]> {
      const { locked } = await changeAll(
        dated(moves, rows),
        "owner = m.to, target = null, epoch = s.epoch + 1, previous_owner = s.owner, granted_at = now()",
        "true",
        async (left) => {
          const gone = new Set(left.flatMap(({ shard }) => rows.get(shard)?.owner ?? []));
          // Where we may not, its sessions end by themselves, in a while.
          if (gone.size > 0) await endSessions([...gone]).catch(() => {});
        },
      );
      return locked;
    },

    async handOver(moves: readonly Move[], rows: Rows): Promise<number> {
      const idle = "s.target is null and s.owner is not null";
      return (await changeAll(dated(moves, rows), "target = m.to", idle)).changed;
    },

    async cancel(shards: readonly number[], rows: Rows): Promise<void> {
      const moves = shards.map((shard) => ({ shard, to: rows.get(shard)?.target ?? "" }));
      await changeAll(dated(moves, rows), "target = null", "s.target = m.to");
    },
  };
}

/** @returns `false` for a row that stays locked */
function unlessLocked(error: unknown): false {
  if ([...causesOf(error)].some((cause) => codeOf(cause) === "55P03")) return false;
  throw error;
}

/** Where there is no time for all of them, each gets its turn in the end. */
function shuffled<T>(all: readonly T[]): T[] {
  const drawn = all.map((one) => ({ one, place: Math.random() }));
  return drawn.toSorted((a, b) => a.place - b.place).map(({ one }) => one);
}
