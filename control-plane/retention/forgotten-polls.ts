/** Forgets how bots fared that are no more: a runtime that died with a bot cannot take its report back. */
import type { PollReports } from "#shared/coordination/coordination.ts";
import type { Orm } from "#shared/db/open.ts";

const page = 1_000;

export async function forgetPollsOfGone(orm: Orm, polls: Pick<PollReports, "ids" | "forget">): Promise<void> {
  // First those that are told of: a bot that comes after this is not among them.
  const told = await polls.ids();
  for (let from = 0; from < told.length; from += page) {
    const ids = told.slice(from, from + page);
    const rows = await orm.em
      .fork()
      .execute<{ id: string }[]>("select id from bots where id = any(?::uuid[])", [`{${ids.join(",")}}`]);
    const living = new Set(rows.map(({ id }) => id));
    await polls.forget(ids.filter((id) => !living.has(id)));
  }
}
