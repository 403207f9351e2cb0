/** Lets in what is meant for the bot, and makes it part of its conversation. Everything else ends here, done. */
import type { MiddlewareFn } from "grammy";
import { contentType, isForUs, textOf } from "../../speaking/addressed.ts";
import type { BotContext } from "../../speaking/context.ts";
import { type Chat, type Conversations, chatOf } from "../../turn/conversations.ts";
import type { InboundMessage } from "../../turn/turn.ts";

export function conversing({ conversations }: { conversations: Conversations }): MiddlewareFn<BotContext> {
  return async (ctx, next) => {
    const inbound = inboundOf(ctx);
    if (!inbound) return;
    ctx.turn.converse(await conversations.find(ctx.turn.bot, inbound.chat), inbound.message);
    ctx.turn.change({ state: "active" });
    await next();
  };
}

function inboundOf(ctx: BotContext): { chat: Chat; message: InboundMessage } | null {
  const { message, callbackQuery } = ctx;
  if (message && isForUs(message, ctx.me)) {
    const type = contentType(message)!;
    return {
      chat: chatOf(message.chat),
      message: { content: textOf(message), type, telegramMessageId: message.message_id, from: senderOf(ctx) },
    };
  }
  if (callbackQuery?.message && callbackQuery.data !== undefined) {
    const label = pressedLabel(ctx) ?? callbackQuery.data;
    return {
      chat: chatOf(callbackQuery.message.chat),
      message: { content: label, type: "callback", telegramMessageId: null, from: senderOf(ctx) },
    };
  }
  return null;
}

const senderOf = ({ from }: BotContext): InboundMessage["from"] =>
  from ? { id: from.id, username: from.username ?? null, firstName: from.first_name } : null;

/** What stood on the button. */
function pressedLabel({ callbackQuery }: BotContext): string | undefined {
  const message = callbackQuery?.message;
  if (!message || !("reply_markup" in message)) return undefined;
  const buttons = message.reply_markup?.inline_keyboard.flat() ?? [];
  return buttons.find((button) => "callback_data" in button && button.callback_data === callbackQuery.data)?.text;
}
