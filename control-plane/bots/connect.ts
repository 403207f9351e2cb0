/** Connects a bot to a tenant: asks its channel whose token it is before anything is kept. */

import { LockMode, UniqueConstraintViolationException } from "@mikro-orm/core";
import { shardOf } from "#shared/cluster/shard-of.ts";
import { Bot } from "#shared/db/entities/bot.ts";
import { Tenant } from "#shared/db/entities/tenant.ts";
import { newId } from "#shared/db/new-id.ts";
import type { Orm } from "#shared/db/open.ts";
import { plainText } from "#shared/db/plain-text.ts";
import { AppError, LimitReached } from "#shared/errors.ts";
import { plans } from "#shared/plans/plans.ts";
import type { CreateBot } from "#shared/schemas/bot.ts";
import { sealBotToken } from "#shared/secrets/bot-token.ts";
import type { Vault } from "#shared/secrets/vault.ts";
import { type ChangeDeps, changeBots } from "../change-bots.ts";
import { type BotIdentity, type ChannelClient, clientOf } from "../channels/channel-client.ts";
import type { Scope } from "../http/route.ts";
import { limitsOf } from "../tenant/limits.ts";

export interface ConnectDeps extends ChangeDeps {
  orm: Orm;
  /** Of each channel that bots are connected on. */
  clients: readonly ChannelClient[];
  vault: Vault;
  /** How many parts all bots are spread over. */
  shards: number;
}

export interface Options {
  /** Take the bot over from another program, instead of refusing. */
  replaceWebhook: boolean;
}

/** Whose a token is, and the token itself as it is kept. */
export interface Connection {
  externalId: string;
  telegramId: number | null;
  username: string | null;
  tokenSealed: string;
}

/**
 * Makes a bot; without a token it is one that can be tried in the test chat alone.
 *
 * @throws {AppError} as {@link checkToken} does
 * @throws {LimitReached} when the tenant's plan has room for no more
 */
export async function connectBot(
  scope: Scope,
  { channel, token, name, systemPrompt }: CreateBot,
  options: Options,
  deps: ConnectDeps,
): Promise<Bot> {
  const { em, tenantId } = scope;
  const { shards } = deps;
  if (token === undefined) await requireRoom(scope);
  const before = () => requireRoom(scope);
  const me = token === undefined ? null : await checkToken({ channel, token }, { ...options, before }, deps);

  const id = newId();
  const connection = token === undefined || !me ? null : await sealed(id, token, me, deps);
  return changeBots({ em }, deps, async (em) => {
    // Whoever connects a bot at the same moment waits here, and then counts ours.
    await em.findOneOrFail(Tenant, tenantId, { lockMode: LockMode.PESSIMISTIC_WRITE });
    await requireRoom({ em, tenantId });
    const bot = em.create(Bot, {
      id,
      tenant: em.getReference(Tenant, tenantId, { wrapped: true }),
      channel,
      ...connection,
      name: name ?? (me ? nameOf(me) : ""),
      systemPrompt: systemPrompt ?? "",
      shard: shardOf(id, shards),
    });
    return { botIds: [id], result: bot };
  }).catch(refuseDouble);
}

/**
 * @param before asked before another program is touched
 * @returns whose token it is: no bot's that is connected anywhere
 * @throws {AppError} as the channel's client does; `conflict`: it is connected already, here or elsewhere; `webhook_set`:
 * another program has it
 */
export async function checkToken(
  { channel, token }: { channel: string; token: string },
  { replaceWebhook, before }: Options & { before?: () => Promise<void> },
  { orm, clients }: Pick<ConnectDeps, "orm" | "clients">,
): Promise<BotIdentity> {
  const client = clientOf(clients, channel);
  const me = await client.identify(token);
  await requireUnknown(orm, channel, me);
  await before?.();
  const otherProgram = await client.otherProgram(token, me);
  if (otherProgram !== null) {
    if (!replaceWebhook) throw new AppError("webhook_set", otherProgram);
    await client.takeOver(token);
  }
  return me;
}

export async function sealed(
  botId: string,
  token: string,
  { externalId, telegramId, username }: BotIdentity,
  { vault }: Pick<ConnectDeps, "vault">,
): Promise<Connection> {
  const tokenSealed = await sealBotToken(vault, botId, token);
  return { externalId, telegramId: telegramId ?? null, username, tokenSealed };
}

/** Somebody else connected the same bot in the same moment. */
export function refuseDouble(error: unknown): never {
  throw error instanceof UniqueConstraintViolationException ? alreadyConnected() : error;
}

async function requireUnknown(orm: Orm, channel: string, { externalId, telegramId }: BotIdentity): Promise<void> {
  // The version before has written no external ids.
  const same = [{ channel, externalId }, ...(telegramId === undefined ? [] : [{ telegramId }])];
  const known = await orm.em.fork().count(Bot, { $or: same }, { filters: { tenant: false } });
  if (known > 0) throw alreadyConnected();
}

/** Says the same whoever has it: a tenant learns nothing of another. */
const alreadyConnected = () => new AppError("conflict", "This bot is connected already");

async function requireRoom({ em, tenantId }: Scope): Promise<void> {
  const { plan, maxBots } = limitsOf(await em.findOneOrFail(Tenant, tenantId), new Date());
  if (maxBots === null || (await em.count(Bot)) < maxBots) return;
  const roomier = Object.values(plans).find((other) => other.maxBots === null || other.maxBots > maxBots);
  const instead =
    roomier && roomier.id !== plan.id ? `: ${roomier.name} allows ${roomier.maxBots ?? "any number"}` : "";
  throw new LimitReached(`Your plan ${plan.name} allows ${maxBots} ${maxBots === 1 ? "bot" : "bots"}${instead}`);
}

const nameOf = ({ name, username, externalId }: BotIdentity): string =>
  plainText(name).trim().slice(0, 64) || (username ?? externalId);
