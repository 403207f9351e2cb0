/**
 * A section of the commit statement: one kind of rows, and how they are written. It reads them as `r` from lists of
 * columns, and writes only `where gate.ok`.
 *
 * A statement's parts don't see one another's writes, so no two of them may touch the same row: `key` and `merge.ts` see
 * to it.
 *
 * Every row is looked up by its key. `session` keeps PostgreSQL's planner from reading whole tables, and some things are
 * as they are for it: no part is joined with another; each condition suits one index alone, or whole (`done_at`, and the
 * `state` of what is discarded, are compared in a way that none can serve); and keys are compared with `between`, since
 * in a table with one row it takes `=` for no condition.
 */
import type { Columns } from "./columns.ts";

export interface Section<Row = object> {
  /** Sections of one group stand in a statement together or not at all, so that there are few statements to prepare. */
  readonly group: string;
  /** In the order of its parameters. The place of an update, `seq`, is not sent: its row has another key. */
  readonly columns: Columns<Omit<Row, "seq">>;
  /** Equal for rows that are one in the table, of which the last is written. Absent where no commit has such. */
  key?(row: Row): unknown;
  /** For rows that are kept only while their bot exists: that bot. */
  botOf?(row: Row): string;
  /**
   * @param rows where the rows stand, for a `from`
   * @param repeated whether what always comes as new may be there already; to look for it is a good part of the work
   */
  sql(rows: string, repeated: boolean): string;
  /** What it says of its rows, by column of the statement's result. */
  readonly tells?: Readonly<Record<string, string>>;
}

export const inboxKey = "i.bot_id = r.bot_id and i.update_id between r.update_id and r.update_id";

/** A subquery as a condition, not as a join: PostgreSQL then reads it once, into a hash. */
export const botLives = "(r.bot_id in (select id from living)) is true";
export const botOf = ({ bot_id }: { bot_id: string }) => bot_id;
