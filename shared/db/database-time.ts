/** The clock that all programs on one database have in common. */
import type { Orm } from "./open.ts";

/** @returns in ms since the epoch */
export async function databaseTime(orm: Orm): Promise<number> {
  const sql = "select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms";
  const [row] = await orm.em.fork().execute<{ ms: number }[]>(sql);
  return row!.ms;
}
