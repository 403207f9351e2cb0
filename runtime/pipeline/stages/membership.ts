/** Notes when somebody blocks the bot or lets it in again. */
import type { MiddlewareFn } from "grammy";
import type { Conversations } from "../../turn/conversations.ts";
import type { BotContext } from "../context.ts";

export function membership({ conversations }: { conversations: Conversations }): MiddlewareFn<BotContext> {
  return async (ctx, next) => {
    const change = ctx.myChatMember;
    if (!change) return next();
    const { chat, new_chat_member } = change;
    const known = await conversations.find(ctx.turn.bot, { id: chat.id, type: chat.type, title: chat.title ?? null });
    if (!known.exists) return;
    ctx.turn.converse(known, null);
    ctx.turn.change({ state: ["kicked", "left"].includes(new_chat_member.status) ? "blocked" : "active" });
  };
}
