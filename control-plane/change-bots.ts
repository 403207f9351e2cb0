/** Every change of bots, and of what a runtime remembers of them, goes through here: so their runtimes hear of it. */
import { raw } from "@mikro-orm/core";
import type { EntityManager } from "@mikro-orm/postgresql";
import type { Coordination } from "#shared/coordination/coordination.ts";
import { Bot } from "#shared/db/entities/bot.ts";
import type { Scope } from "./http/route.ts";

export interface ChangeDeps {
  coordination: Pick<Coordination, "wakeUps">;
}

interface Changed<Result> {
  /** Whose runtimes are to hear of it; also of one that is new or gone. */
  botIds: readonly string[];
  result: Result;
}

/**
 * Draws the bots' new revisions in the change's own transaction, and publishes the wake-ups once that has committed.
 *
 * @param work makes the change; what it changed of entities is written when it returns
 */
export async function changeBots<Result>(
  { em }: Pick<Scope, "em">,
  { coordination }: ChangeDeps,
  work: (em: EntityManager) => Promise<Changed<Result>>,
): Promise<Result> {
  const { botIds, result } = await em.transactional(async (em) => {
    const changed = await work(em);
    await em.flush();
    await em.nativeUpdate(Bot, { id: { $in: [...changed.botIds] } }, { revision: raw("nextval('bot_revision')") });
    return changed;
  });
  for (const id of botIds) coordination.wakeUps.publish("bot", id);
  return result;
}
