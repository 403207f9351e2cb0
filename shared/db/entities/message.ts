/**
 * One message of a conversation, by which it is found: the table's key is (conversation, id). An outbound one is also
 * the journal of its send, keyed by the update that it answers and its step in that answer: `sending` before the call,
 * `sent` or `failed` after.
 */
import { defineEntity, p } from "@mikro-orm/core";
import { MessageStatus } from "#shared/schemas/conversation.ts";
import { Conversation } from "./conversation.ts";
import { createdAt, id } from "./ids.ts";
import { tenantOwned } from "./tenancy.ts";
import { Tenant } from "./tenant.ts";

const MessageSchema = defineEntity({
  name: "Message",
  tableName: "messages",
  ...tenantOwned,
  uniques: [{ properties: ["inboxSeq", "step"] }],
  properties: {
    id: id(),
    tenant: () => p.manyToOne(Tenant).ref().deleteRule("cascade").createForeignKeyConstraint(false),
    /** A trigger deletes messages with it: a foreign key would look it up for every message. */
    conversation: () => p.manyToOne(Conversation).ref().createForeignKeyConstraint(false),
    botId: p.uuid(),
    /** `seq` in the inbox of the update that carried it (inbound) or that it answers (outbound). */
    inboxSeq: p.bigint("number"),
    /** 0 for the inbound message; 1, 2, … for what was sent in answer. */
    step: p.smallint(),
    direction: p.enum(["inbound", "outbound"]),
    content: p.text(),
    messageType: p.text(),
    telegramMessageId: p.bigint("number").nullable(),
    aiProcessed: p.boolean().default(false),
    tokensUsed: p.integer().nullable(),
    processingTimeMs: p.integer().nullable(),
    status: p.enum(MessageStatus.options),
    error: p.text().nullable(),
    createdAt: createdAt(),
  },
});

export class Message extends MessageSchema.class {}
MessageSchema.setClass(Message);
