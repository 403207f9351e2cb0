/** What a conversation is called: a group by its title, a person by the name, whatever Telegram gave. */
import type { Conversation } from "#shared/schemas/conversation.ts";

type Named = Pick<
  Conversation,
  "chatTitle" | "telegramFirstName" | "telegramUsername" | "externalId" | "chatId" | "chatType"
>;

export function title({ chatTitle, telegramFirstName, telegramUsername, externalId, chatId, chatType }: Named): string {
  const username = telegramUsername ? `@${telegramUsername}` : "";
  const found = chatType === "private" ? telegramFirstName?.trim() || username : chatTitle?.trim();
  return found || externalId || String(chatId);
}
