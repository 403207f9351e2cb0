/** Connects a Telegram bot to a tenant: asks Telegram whose token it is before anything is kept. */

import { LockMode, UniqueConstraintViolationException } from "@mikro-orm/core";
import { shardOf } from "#shared/cluster/shard-of.ts";
import type { Coordination } from "#shared/coordination/coordination.ts";
import { Bot } from "#shared/db/entities/bot.ts";
import { Tenant } from "#shared/db/entities/tenant.ts";
import { newId } from "#shared/db/new-id.ts";
import type { Orm } from "#shared/db/open.ts";
import { plainText } from "#shared/db/plain-text.ts";
import { AppError, LimitReached } from "#shared/errors.ts";
import { plans } from "#shared/plans/plans.ts";
import type { CreateBot } from "#shared/schemas/bot.ts";
import type { Vault } from "#shared/secrets/vault.ts";
import type { Scope } from "../http/route.ts";
import { limitsOf } from "../tenant/limits.ts";
import type { BotIdentity, TelegramDesk } from "./telegram.ts";
import { tokenPurpose } from "./token.ts";

export interface ConnectDeps {
  orm: Orm;
  telegram: TelegramDesk;
  vault: Vault;
  coordination: Pick<Coordination, "wakeUps">;
  /** How many parts all bots are spread over. */
  shards: number;
}

interface Options {
  /** Remove a webhook that another program has set, instead of refusing. */
  replaceWebhook: boolean;
}

/**
 * @throws {AppError} `invalid`: the token is no bot's; `telegram_unreachable`; `conflict`: it is connected already, here
 * or elsewhere; `webhook_set`: another program has it
 * @throws {LimitReached} when the tenant's plan has room for no more
 */
export async function connectBot(
  scope: Scope,
  input: CreateBot,
  { replaceWebhook }: Options,
  { orm, telegram, vault, coordination, shards }: ConnectDeps,
): Promise<Bot> {
  const { em, tenantId } = scope;
  const me = await telegram.identify(input.token);
  await requireUnknown(orm, me);
  await requireRoom(scope);
  if (await telegram.hasWebhook(input.token)) {
    if (!replaceWebhook) throw webhookSet(me);
    await telegram.removeWebhook(input.token);
  }

  const id = newId();
  const tokenSealed = await vault.seal(input.token, tokenPurpose(id));
  const bot = await em
    .transactional(async (em) => {
      // Whoever connects a bot at the same moment waits here, and then counts ours.
      await em.findOneOrFail(Tenant, tenantId, { lockMode: LockMode.PESSIMISTIC_WRITE });
      await requireRoom({ em, tenantId });
      return em.create(Bot, {
        id,
        tenant: em.getReference(Tenant, tenantId, { wrapped: true }),
        telegramId: me.telegramId,
        username: me.username,
        tokenSealed,
        name: input.name ?? nameOf(me),
        systemPrompt: input.systemPrompt ?? "",
        shard: shardOf(id, shards),
      });
    })
    .catch((error: unknown) => {
      throw error instanceof UniqueConstraintViolationException ? alreadyConnected() : error;
    });
  coordination.wakeUps.publish("bot", id);
  return bot;
}

async function requireUnknown(orm: Orm, { telegramId }: BotIdentity): Promise<void> {
  if ((await orm.em.fork().count(Bot, { telegramId }, { filters: { tenant: false } })) > 0) throw alreadyConnected();
}

/** Says the same whoever has it: a tenant learns nothing of another. */
const alreadyConnected = () => new AppError("conflict", "This bot is connected already");

const webhookSet = ({ username }: BotIdentity) =>
  new AppError(
    "webhook_set",
    `Another program receives @${username}'s messages through a webhook: replace it to let this bot answer here`,
  );

async function requireRoom({ em, tenantId }: Scope): Promise<void> {
  const { plan, maxBots } = limitsOf(await em.findOneOrFail(Tenant, tenantId), new Date());
  if (maxBots === null || (await em.count(Bot)) < maxBots) return;
  const roomier = Object.values(plans).find((other) => other.maxBots === null || other.maxBots > maxBots);
  const instead =
    roomier && roomier.id !== plan.id ? `: ${roomier.name} allows ${roomier.maxBots ?? "any number"}` : "";
  throw new LimitReached(`Your plan ${plan.name} allows ${maxBots} ${maxBots === 1 ? "bot" : "bots"}${instead}`);
}

const nameOf = ({ firstName, username }: BotIdentity): string => plainText(firstName).trim().slice(0, 64) || username;
