/** A bot that a tenant has connected. */
import { defineEntity, p } from "@mikro-orm/core";
import type { BotMenuButton } from "#shared/schemas/bot.ts";
import type { SentenceOverrides } from "#shared/schemas/sentence.ts";
import type { Translations } from "#shared/schemas/translations.ts";
import { createdAt, id, updatedAt } from "./ids.ts";
import { tenantOwned } from "./tenancy.ts";
import { Tenant } from "./tenant.ts";

const BotSchema = defineEntity({
  name: "Bot",
  tableName: "bots",
  ...tenantOwned,
  indexes: [{ properties: ["tenant"] }, { properties: ["shard", "revision"] }],
  uniques: [{ properties: ["channel", "externalId"] }],
  properties: {
    id: id(),
    tenant: () => p.manyToOne(Tenant).ref().deleteRule("cascade"),
    /** Where people write to it. */
    channel: p.text().default("telegram"),
    /** These four are null while the bot has no token. By the first its channel knows it; null from the version before. */
    externalId: p.text().nullable(),
    /** The same as a number, of Telegram's bots alone: what the version before knows them by. */
    telegramId: p.bigint("number").unique().nullable(),
    username: p.text().nullable(),
    /** Sealed for `bot:<id>:token`. */
    tokenSealed: p.text().hidden().nullable(),
    name: p.text(),
    description: p.text().nullable(),
    isActive: p.boolean().default(true),
    aiEnabled: p.boolean().default(true),
    systemPrompt: p.text().default(""),
    aiModel: p.text().default("gpt-4o-mini"),
    temperature: p.float().columnType("double precision").default(0.7),
    maxTokens: p.integer().default(1000),
    welcomeMessage: p.text().nullable(),
    welcomeMessages: p.json<Translations>().nullable(),
    fallbackMessage: p.text().nullable(),
    fallbackMessages: p.json<Translations>().nullable(),
    /** What is said instead of built-in sentences. */
    sentences: p.json<SentenceOverrides>().nullable(),
    /** null: Telegram's default. */
    menuButton: p.json<BotMenuButton>().nullable(),
    /** Of the menu button that Telegram was last told; null before the first time. */
    menuButtonHash: p.text().nullable(),
    shard: p.integer(),
    /** Drawn anew from one sequence at every change of the bot or its commands, so runtimes can ask for what is newer. */
    revision: p.bigint("number").defaultRaw("nextval('bot_revision')"),
    /** Of the lists of commands that Telegram was last told, by language; null before the first time. */
    commandsHash: p.text().nullable(),
    /** The `revision` at which that was last checked: while it stands, there is nothing to compare. */
    commandsRevision: p.bigint("number").nullable(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
});

export class Bot extends BotSchema.class {}
BotSchema.setClass(Bot);
