/** How those are known outside whom the database knows by a number. */
import { firstLocal, isLocal } from "#shared/addresses.ts";
import type { Scope } from "./http/route.ts";

type Id = number | null | undefined;

/** The external id of a number; `null` where there is none (any more). */
export type ExternalOf = (id: Id) => string | null;

/** @param ids those of a bot's people, chats and messages that will be asked for */
export async function externalIds(em: Pick<Scope["em"], "execute">, botId: string, ids: readonly Id[]) {
  const locals = new Set(ids.filter((id) => id != null && isLocal(id)));
  const known = new Map<number, string>();
  if (locals.size > 0) {
    const rows = await em.execute<{ local: number; external: string }[]>(
      "select local::float8 as local, external from addresses where bot_id = ? and local = any(?::bigint[])",
      [botId, `{${[...locals].join(",")}}`],
    );
    for (const { local, external } of rows) known.set(local, external);
  }
  const externalOf: ExternalOf = (id) => (id == null ? null : isLocal(id) ? (known.get(id) ?? null) : String(id));
  return externalOf;
}

/**
 * Rows that name whom was searched for, as a condition in SQL with a `?` for each of `values`; `null` when what was searched
 * for is no id.
 *
 * @param bot in SQL, which bot's people and chats: the same for all rows, so that they are looked up once
 * @param columns those that name people and chats
 */
export function namedBy(
  search: string,
  bot: { sql: string; value: string },
  columns: readonly string[],
): { sql: string; values: string[] } | null {
  if (!/^-?\d{1,64}$/.test(search)) return null;
  const external = String(BigInt(search));
  const isShort = Math.abs(Number(external)) < firstLocal;
  const found = `select a.local from addresses a where a.bot_id = ${bot.sql} and a.kind = 'chat' and a.external = ?`;
  const [local, values] = isShort ? ["?::bigint", [external]] : [`(${found})`, [bot.value, external]];
  return { sql: columns.map((column) => `${column} = ${local}`).join(" or "), values: columns.flatMap(() => values) };
}
