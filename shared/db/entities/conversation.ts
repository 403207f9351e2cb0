/** A chat in which a bot has been written to. */
import { defineEntity, p } from "@mikro-orm/core";
import { ConversationState } from "#shared/schemas/conversation.ts";
import { Bot } from "./bot.ts";
import { createdAt, id } from "./ids.ts";
import { tenantOwned } from "./tenancy.ts";
import { Tenant } from "./tenant.ts";

/** What the runtime remembers of a chat between updates. */
export interface ConversationContext {
  /** When the chat was last told that the month's messages are used up, ISO 8601. */
  limitNoticeAt?: string;
}

const ConversationSchema = defineEntity({
  name: "Conversation",
  tableName: "conversations",
  ...tenantOwned,
  uniques: [{ properties: ["bot", "chatId"] }],
  // By the hour, so that a message changes nothing that an index names.
  indexes: [{ properties: ["bot", "lastMessageHour"] }],
  properties: {
    id: id(),
    tenant: () => p.manyToOne(Tenant).ref().createForeignKeyConstraint(false),
    bot: () => p.manyToOne(Bot).ref().createForeignKeyConstraint(false),
    chatId: p.bigint("number"),
    chatType: p.enum(["private", "group", "supergroup", "channel"]),
    chatTitle: p.text().nullable(),
    telegramUserId: p.bigint("number").nullable(),
    telegramUsername: p.text().nullable(),
    telegramFirstName: p.text().nullable(),
    state: p.enum(ConversationState.options).default("active"),
    context: p.json<ConversationContext>().defaultRaw("'{}'"),
    /** Whether it is a test chat; null where the version before has written it. */
    preview: p.boolean().nullable(),
    messagesCount: p.integer().default(0),
    lastMessage: p.text().nullable(),
    startedAt: createdAt(),
    lastMessageAt: createdAt(),
    lastMessageHour: p
      .datetime()
      .columnType("timestamp")
      .generated("date_trunc('hour', last_message_at at time zone 'UTC') stored")
      .hidden(),
  },
});

export class Conversation extends ConversationSchema.class {}
ConversationSchema.setClass(Conversation);
