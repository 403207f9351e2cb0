/** What every change of a bot or its commands draws after it, so that the runtime that serves it hears of it. */
import { raw } from "@mikro-orm/core";
import type { EntityManager } from "@mikro-orm/postgresql";
import { Bot } from "#shared/db/entities/bot.ts";

/** Draws a new revision. Call it in the change's own transaction; publish the wake-up once that has committed. */
export async function drawRevision(em: EntityManager, botId: string): Promise<void> {
  await em.nativeUpdate(Bot, { id: botId }, { revision: raw("nextval('bot_revision')") });
}
