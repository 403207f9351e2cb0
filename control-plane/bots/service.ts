/** Reads, changes and removes a tenant's bots. */
import { LockMode } from "@mikro-orm/core";
import { Bot } from "#shared/db/entities/bot.ts";
import { AppError, NotFound } from "#shared/errors.ts";
import type { UpdateBot } from "#shared/schemas/bot.ts";
import type { Page, PageQuery } from "#shared/schemas/page.ts";
import { type ChangeDeps, changeBots } from "../change-bots.ts";
import { newestFirst } from "../http/newest-first.ts";
import type { Scope } from "../http/route.ts";
import { type ConnectDeps, type Connection, checkToken, type Options, refuseDouble, sealed } from "./connect.ts";

/** @returns newest first */
export async function listBots({ em }: Scope, query: PageQuery): Promise<Page<Bot>> {
  return newestFirst(query, (older, options) => em.find(Bot, older, options));
}

/** @throws {NotFound} also when it is another tenant's */
export async function getBot({ em }: Pick<Scope, "em">, id: string): Promise<Bot> {
  const bot = await em.findOne(Bot, { id });
  if (!bot) throw new NotFound("This bot");
  return bot;
}

/**
 * A bot without a token takes any that is connected nowhere; one that has a token, a new one of the same bot alone.
 *
 * @throws {NotFound}
 * @throws {AppError} `invalid` when a new token is another bot's, or none; `telegram_unreachable`; for a first token also
 * as `checkToken` does
 */
export async function updateBot(
  scope: Scope,
  id: string,
  { token, ...changes }: UpdateBot,
  options: Options,
  deps: ConnectDeps,
): Promise<Bot> {
  const { telegramId } = await getBot(scope, id);
  const connection = token === undefined ? null : await newConnection({ id, telegramId }, token, options, deps);
  return changeBots(scope, deps, async (em) => {
    const bot = await em.findOne(Bot, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
    if (!bot) throw new NotFound("This bot");
    // Somebody may have given it another bot's token meanwhile.
    if (connection && (bot.telegramId ?? connection.telegramId) !== connection.telegramId)
      throw otherBot(connection.username);
    // Translations and menu button come as a whole.
    em.assign(bot, { ...changes, ...connection }, { mergeObjectProperties: false });
    return { botIds: [id], result: bot };
  }).catch(refuseDouble);
}

async function newConnection(
  { id, telegramId }: Pick<Bot, "id" | "telegramId">,
  token: string,
  options: Options,
  deps: ConnectDeps,
): Promise<Connection> {
  if (telegramId == null) return sealed(id, token, await checkToken(token, options, deps), deps);
  const me = await deps.telegram.identify(token);
  if (me.telegramId !== telegramId) throw otherBot(me.username);
  return sealed(id, token, me, deps);
}

function otherBot(username: string): AppError {
  const message = `This token belongs to another bot, @${username}: connect that as a bot of its own`;
  return new AppError("invalid", message, { issues: [{ path: ["token"], message }] });
}

/** Removes the bot and everything that is its own. @throws {NotFound} */
export async function deleteBot({ em }: Scope, id: string, deps: ChangeDeps): Promise<void> {
  await changeBots({ em }, deps, async (em) => {
    await getBot({ em }, id);
    await em.nativeDelete(Bot, { id });
    // The inbox refers to no table, so that storing an update checks nothing.
    await em.execute("delete from inbox where bot_id = ?", [id], "run");
    return { botIds: [id], result: undefined };
  });
}
