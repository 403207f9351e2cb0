/** Reads, changes and removes a tenant's bots. */
import type { Coordination } from "#shared/coordination/coordination.ts";
import { Bot } from "#shared/db/entities/bot.ts";
import { AppError, NotFound } from "#shared/errors.ts";
import type { UpdateBot } from "#shared/schemas/bot.ts";
import type { Page, PageQuery } from "#shared/schemas/page.ts";
import type { Vault } from "#shared/secrets/vault.ts";
import { readCursor, writeCursor } from "../http/cursor.ts";
import type { Scope } from "../http/route.ts";
import { drawRevision } from "./changed.ts";
import type { TelegramDesk } from "./telegram.ts";
import { tokenPurpose } from "./token.ts";

export interface BotDeps {
  telegram: TelegramDesk;
  vault: Vault;
  coordination: Pick<Coordination, "wakeUps">;
}

/** @returns newest first */
export async function listBots({ em }: Scope, { cursor, limit }: PageQuery): Promise<Page<Bot>> {
  const before = cursor === undefined ? null : readCursor(cursor, 1)[0]!;
  const found = await em.find(Bot, before ? { id: { $lt: before } } : {}, {
    orderBy: { id: "desc" },
    limit: limit + 1,
  });
  const items = found.slice(0, limit);
  return { items, nextCursor: found.length > limit ? writeCursor([items.at(-1)!.id]) : null };
}

/** @throws {NotFound} also when it is another tenant's */
export async function getBot({ em }: Pick<Scope, "em">, id: string): Promise<Bot> {
  const bot = await em.findOne(Bot, { id });
  if (!bot) throw new NotFound("This bot");
  return bot;
}

/**
 * @throws {NotFound}
 * @throws {AppError} `invalid` when a new token is another bot's, or none; `telegram_unreachable`
 */
export async function updateBot(
  scope: Scope,
  id: string,
  { token, ...changes }: UpdateBot,
  { telegram, vault, coordination }: BotDeps,
): Promise<Bot> {
  const { telegramId } = await getBot(scope, id);
  const identity = token === undefined ? null : await telegram.identify(token);
  if (identity && identity.telegramId !== telegramId) throw otherBot(identity.username);
  const tokenSealed = token === undefined ? null : await vault.seal(token, tokenPurpose(id));

  const bot = await scope.em.transactional(async (em) => {
    const bot = await getBot({ em }, id);
    em.assign(
      bot,
      { ...changes, ...(tokenSealed && { tokenSealed }), ...(identity && { username: identity.username }) },
      // Translations and menu button come as a whole.
      { mergeObjectProperties: false },
    );
    await em.flush();
    await drawRevision(em, id);
    return bot;
  });
  coordination.wakeUps.publish("bot", id);
  return bot;
}

function otherBot(username: string): AppError {
  const message = `This token belongs to another bot, @${username}: connect that as a bot of its own`;
  return new AppError("invalid", message, { issues: [{ path: ["token"], message }] });
}

/** Removes the bot and everything that is its own. @throws {NotFound} */
export async function deleteBot({ em }: Scope, id: string, { coordination }: BotDeps): Promise<void> {
  await em.transactional(async (em) => {
    const { shard } = await getBot({ em }, id);
    await em.nativeDelete(Bot, { id });
    // The inbox refers to no table, so that storing an update checks nothing.
    await em.execute("delete from inbox where bot_id = ? and shard = ?", [id, shard], "run");
  });
  coordination.wakeUps.publish("bot", id);
}
