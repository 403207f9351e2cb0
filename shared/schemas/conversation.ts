/** Conversations of a bot and the messages in them. */
import { z } from "zod";
import { added } from "./added.ts";
import { PageQuery } from "./page.ts";

export const ConversationState = z.enum(["active", "blocked"]);
export type ConversationState = z.infer<typeof ConversationState>;

export const Conversation = z.object({
  id: z.uuid(),
  botId: z.uuid(),
  /** The chat's number here; negative for groups. Short ids, as Telegram's, are their own. */
  chatId: z.number().int(),
  /** By what the chat is known in its channel. */
  externalId: added(z.string(), ""),
  chatType: z.enum(["private", "group", "supergroup", "channel"]),
  /** The group's or channel's title. */
  chatTitle: z.string().nullable(),
  /** Who last wrote; `null` where Telegram names nobody. */
  telegramUserId: z.number().int().nullable(),
  /** By what they are known in their channel. */
  userExternalId: added(z.string().nullable(), null),
  telegramUsername: z.string().nullable(),
  telegramFirstName: z.string().nullable(),
  /** `blocked`: the person has blocked the bot. */
  state: ConversationState,
  messagesCount: z.number().int(),
  /** The latest message's text, cut to 120 characters. */
  lastMessage: z.string().nullable(),
  startedAt: z.iso.datetime(),
  lastMessageAt: z.iso.datetime(),
});
export type Conversation = z.infer<typeof Conversation>;

export const ConversationQuery = PageQuery.extend({
  /** A part of a name, a title or the latest message; or an external id, of a chat or of who last wrote there. */
  search: z.string().trim().max(100).optional(),
});
export type ConversationQuery = z.infer<typeof ConversationQuery>;

export const MessageStatus = z.enum(["received", "sending", "sent", "failed", "unknown"]);
export type MessageStatus = z.infer<typeof MessageStatus>;

const fileName = z.string().nullable();

/** A photo or document that somebody sent. */
export const MessageFile = z.discriminatedUnion("state", [
  /** It is being fetched. */
  z.object({ state: z.literal("pending"), name: fileName }),
  z.object({
    state: z.literal("kept"),
    /** `GET /files/:id` gives it. */
    id: z.uuid(),
    /** As its sender calls it. */
    name: fileName,
    /** As found in its content. */
    contentType: z.string(),
    /** In bytes. */
    size: z.number().int(),
  }),
  /** `too_large`: Telegram hands out up to 20 MB. `unavailable`: it could not be fetched for a day. */
  z.object({ state: z.literal("not_kept"), name: fileName, reason: z.enum(["too_large", "unavailable"]) }),
]);
export type MessageFile = z.infer<typeof MessageFile>;

export const Message = z.object({
  id: z.uuid(),
  conversationId: z.uuid(),
  direction: z.enum(["inbound", "outbound"]),
  content: z.string(),
  /** `text`, `photo`, `callback`, … as Telegram names what the message carries. */
  messageType: z.string(),
  /** Of a photo or document that came past a form; what answered one is the submission's. */
  file: MessageFile.nullable(),
  telegramMessageId: z.number().int().nullable(),
  /** By what it is known in its channel, as far as that is kept. */
  externalId: added(z.string().nullable(), null),
  aiProcessed: z.boolean(),
  tokensUsed: z.number().int().nullable(),
  processingTimeMs: z.number().int().nullable(),
  /** `unknown`: Telegram's answer to the send was lost; it is not sent again. */
  status: MessageStatus,
  /** Why it failed. */
  error: z.string().nullable(),
  createdAt: z.iso.datetime(),
});
export type Message = z.infer<typeof Message>;
