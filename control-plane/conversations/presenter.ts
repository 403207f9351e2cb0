import type * as ConversationTable from "#shared/db/entities/conversation.ts";
import type * as MessageTable from "#shared/db/entities/message.ts";
import type { Conversation, Message, MessageFile } from "#shared/schemas/conversation.ts";
import type { ExternalOf } from "../external-ids.ts";

export const presentConversation = (
  conversation: ConversationTable.Conversation,
  externalOf: ExternalOf,
): Conversation => ({
  id: conversation.id,
  botId: conversation.bot.id,
  chatId: conversation.chatId,
  externalId: externalOf(conversation.chatId) ?? String(conversation.chatId),
  chatType: conversation.chatType,
  chatTitle: conversation.chatTitle ?? null,
  telegramUserId: conversation.telegramUserId ?? null,
  userExternalId: externalOf(conversation.telegramUserId),
  telegramUsername: conversation.telegramUsername ?? null,
  telegramFirstName: conversation.telegramFirstName ?? null,
  state: conversation.state,
  messagesCount: conversation.messagesCount,
  lastMessage: conversation.lastMessage ?? null,
  startedAt: conversation.startedAt.toISOString(),
  lastMessageAt: conversation.lastMessageAt.toISOString(),
});

export const presentMessage = (
  message: MessageTable.Message,
  file: MessageFile | null,
  externalOf: ExternalOf,
): Message => ({
  id: message.id,
  conversationId: message.conversation.id,
  direction: message.direction,
  content: message.content,
  messageType: message.messageType,
  file,
  telegramMessageId: message.telegramMessageId ?? null,
  externalId: externalOf(message.telegramMessageId),
  aiProcessed: message.aiProcessed,
  tokensUsed: message.tokensUsed ?? null,
  processingTimeMs: message.processingTimeMs ?? null,
  status: message.status,
  error: message.error ?? null,
  createdAt: message.createdAt.toISOString(),
});
