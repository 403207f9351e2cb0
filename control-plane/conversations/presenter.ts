import type * as ConversationTable from "#shared/db/entities/conversation.ts";
import type * as MessageTable from "#shared/db/entities/message.ts";
import type { Conversation, Message, MessageFile } from "#shared/schemas/conversation.ts";

export const presentConversation = (conversation: ConversationTable.Conversation): Conversation => ({
  id: conversation.id,
  botId: conversation.bot.id,
  chatId: conversation.chatId,
  chatType: conversation.chatType,
  chatTitle: conversation.chatTitle ?? null,
  telegramUserId: conversation.telegramUserId ?? null,
  telegramUsername: conversation.telegramUsername ?? null,
  telegramFirstName: conversation.telegramFirstName ?? null,
  state: conversation.state,
  messagesCount: conversation.messagesCount,
  lastMessage: conversation.lastMessage ?? null,
  startedAt: conversation.startedAt.toISOString(),
  lastMessageAt: conversation.lastMessageAt.toISOString(),
});

export const presentMessage = (message: MessageTable.Message, file: MessageFile | null): Message => ({
  id: message.id,
  conversationId: message.conversation.id,
  direction: message.direction,
  content: message.content,
  messageType: message.messageType,
  file,
  telegramMessageId: message.telegramMessageId ?? null,
  aiProcessed: message.aiProcessed,
  tokensUsed: message.tokensUsed ?? null,
  processingTimeMs: message.processingTimeMs ?? null,
  status: message.status,
  error: message.error ?? null,
  createdAt: message.createdAt.toISOString(),
});
