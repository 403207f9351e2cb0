/** Reads, changes and removes a tenant's bots. */
import { LockMode } from "@mikro-orm/core";
import { Bot } from "#shared/db/entities/bot.ts";
import { AppError, NotFound } from "#shared/errors.ts";
import type { UpdateBot } from "#shared/schemas/bot.ts";
import type { Page, PageQuery } from "#shared/schemas/page.ts";
import { type ChangeDeps, changeBots } from "../change-bots.ts";
import { type BotIdentity, clientOf } from "../channels/channel-client.ts";
import { newestFirst } from "../http/newest-first.ts";
import type { Scope } from "../http/route.ts";
import { type ConnectDeps, type Connection, checkToken, type Options, refuseDouble, sealed } from "./connect.ts";
import { externalIdOf } from "./external-id.ts";

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

/** @returns whether it is there still: what a deleted bot left behind is nobody's */
export async function isThere({ em }: Pick<Scope, "em">, id: string): Promise<boolean> {
  return (await em.count(Bot, { id })) > 0;
}

/**
 * A bot without a token takes any that is connected nowhere; one that has a token, a new one of the same bot alone.
 *
 * @throws {NotFound}
 * @throws {AppError} `invalid` when a new token is another bot's; as the channel's client does; for a first token also as
 * `checkToken` does
 */
export async function updateBot(
  scope: Scope,
  id: string,
  { token, ...changes }: UpdateBot,
  options: Options,
  deps: ConnectDeps,
): Promise<Bot> {
  const known = await getBot(scope, id);
  const connection = token === undefined ? null : await newConnection(known, token, options, deps);
  return changeBots(scope, deps, async (em) => {
    const bot = await em.findOne(Bot, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
    if (!bot) throw new NotFound("This bot");
    // Somebody may have given it another bot's token meanwhile.
    if (connection && (externalIdOf(bot) ?? connection.externalId) !== connection.externalId)
      throw otherBot(connection);
    // Translations and menu button come as a whole.
    em.assign(bot, { ...changes, ...connection }, { mergeObjectProperties: false });
    return { botIds: [id], result: bot };
  }).catch(refuseDouble);
}

async function newConnection(bot: Bot, token: string, options: Options, deps: ConnectDeps): Promise<Connection> {
  const { id, channel } = bot;
  const externalId = externalIdOf(bot);
  if (externalId === null) return sealed(id, token, await checkToken({ channel, token }, options, deps), deps);
  const me = await clientOf(deps.clients, channel).identify(token);
  if (me.externalId !== externalId) throw otherBot(me);
  return sealed(id, token, me, deps);
}

function otherBot({ username, externalId }: Pick<BotIdentity, "username" | "externalId">): AppError {
  const which = username === null ? externalId : `@${username}`;
  const message = `This token belongs to another bot, ${which}: connect that as a bot of its own`;
  return new AppError("invalid", message, { issues: [{ path: ["token"], message }] });
}

/** The bot is gone at once; all that is its own is removed afterwards (`deleting/`). @throws {NotFound} */
export async function deleteBot({ em }: Scope, id: string, deps: ChangeDeps): Promise<void> {
  await changeBots({ em }, deps, async (em) => {
    await getBot({ em }, id);
    await em.nativeDelete(Bot, { id });
    return { botIds: [id], result: undefined };
  });
}
