/** For what speaks in a chat beside its updates. */
import { type Conversations, chatOf } from "../turn/conversations.ts";
import type { BotContext } from "./context.ts";

/** @returns false when the conversation was deleted meanwhile: there is nothing to be said any more */
export async function joinConversation({ chat, turn }: BotContext, conversations: Conversations): Promise<boolean> {
  if (!chat) return false;
  const known = await conversations.find(turn.bot, chatOf(chat));
  if (known.exists) turn.joins(known);
  return known.exists;
}

/** @returns false when the conversation was deleted while the turn waited, as that of a test chat is with its end */
export async function stillJoined({ chat, turn }: BotContext, conversations: Conversations): Promise<boolean> {
  // Of others only the end of their bot is the end.
  if (!turn.isTrial || !chat) return true;
  conversations.forget(turn.conversation);
  return (await conversations.find(turn.bot, chatOf(chat))).exists;
}
