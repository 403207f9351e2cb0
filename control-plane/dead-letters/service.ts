/** Lists what a bot could not handle, and has it handled after all. */
import { DeadLetter } from "#shared/db/entities/dead-letter.ts";
import { AppError, NotFound } from "#shared/errors.ts";
import { firstHeldBack } from "#shared/inbox/handed-on.ts";
import { heldBack } from "#shared/inbox/held-back.ts";
import type { Page, PageQuery } from "#shared/schemas/page.ts";
import { getBot } from "../bots/service.ts";
import { type ChangeDeps, changeBots } from "../change-bots.ts";
import { newestFirst } from "../http/newest-first.ts";
import type { Scope } from "../http/route.ts";

/** @returns what came in last first. @throws {NotFound} when there is no such bot */
export async function listDeadLetters({ em }: Scope, botId: string, query: PageQuery): Promise<Page<DeadLetter>> {
  await getBot({ em }, botId);
  return newestFirst(query, (older, options) => em.find(DeadLetter, { bot: botId, ...older }, options));
}

/** @throws {NotFound} */
async function getDeadLetter({ em }: Pick<Scope, "em">, id: string): Promise<DeadLetter> {
  const letter = await em.findOne(DeadLetter, { id });
  if (!letter) throw new NotFound("This message");
  // A deleted bot's are removed after a while.
  await getBot({ em }, letter.bot.id);
  return letter;
}

/** @throws {NotFound} */
export async function deleteDeadLetter({ em }: Scope, id: string): Promise<void> {
  await getDeadLetter({ em }, id);
  await em.nativeDelete(DeadLetter, { id });
}

/**
 * Has it handled as one that has just come in. What of its answer was sent is not sent again.
 *
 * @throws {NotFound}
 * @throws {AppError} `conflict` when the inbox no longer holds what came in
 */
export async function tryAgain(scope: Scope, id: string, deps: ChangeDeps): Promise<void> {
  const { bot } = await getDeadLetter(scope, id);
  const count = await revive(scope, { botId: bot.id, id }, deps);
  if (count === 0) throw new AppError("conflict", "What came in is no longer kept, so it cannot be tried again");
}

/** The same with all of a bot's, the oldest first, 1,000 at a time. @returns how many. @throws {NotFound} */
export async function tryAllAgain(scope: Scope, botId: string, deps: ChangeDeps): Promise<number> {
  await getBot(scope, botId);
  return revive(scope, { botId, id: null }, deps);
}

const mostAtOnce = 1_000;

/**
 * Its runtime hears that the bot has changed, and looks for them: untried, yet with a time from which on they wait. One of the
 * version before looks when it takes up the bot anew.
 */
function revive(scope: Scope, { botId, id }: { botId: string; id: string | null }, deps: ChangeDeps): Promise<number> {
  return changeBots(scope, deps, async (em) => {
    const { affectedRows } = await em.execute<{ affectedRows: number }>(
      `with revived as (
         delete from dead_letters where seq in (
           select d.seq from dead_letters d join inbox i on (i.bot_id, i.update_id, i.seq) = (d.bot_id, d.update_id, d.seq)
           where d.bot_id = ? and (?::bigint is null or d.seq = ?::bigint) and i.done_at is not null
           order by d.seq limit ?
           for update of d skip locked
         )
         returning bot_id, update_id
       )
       update inbox set done_at = null, attempts = 0,
         not_before = case when inbox.update_id <= ${firstHeldBack} then ${heldBack("now()")} else now() end
       from revived
       where (inbox.bot_id, inbox.update_id) = (revived.bot_id, revived.update_id)`,
      [botId, id, id, mostAtOnce],
      "run",
    );
    return { botIds: affectedRows > 0 ? [botId] : [], result: affectedRows };
  });
}
