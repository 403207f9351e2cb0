/** Notes when somebody blocks the bot or lets it in again. */
import type { MiddlewareFn } from "grammy";
import type { ChatMemberUpdated } from "grammy/types";
import type { BotContext } from "../../speaking/context.ts";
import { type Conversations, chatOf } from "../../turn/conversations.ts";
import type { Turn } from "../../turn/turn.ts";

export function membership({ conversations }: { conversations: Conversations }): MiddlewareFn<BotContext> {
  return ({ myChatMember, turn }, next) => (myChatMember ? note(turn, myChatMember, conversations) : next());
}

async function note(turn: Turn, { chat, new_chat_member }: ChatMemberUpdated, conversations: Conversations) {
  const known = await conversations.find(turn.bot, chatOf(chat));
  if (!known.exists) return;
  turn.converse(known, null);
  turn.change({ state: ["kicked", "left"].includes(new_chat_member.status) ? "blocked" : "active" });
}
