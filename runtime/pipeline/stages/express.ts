/**
 * Answers what has a deadline and touches no conversation. Who asks sees a waiting sign until there is an answer, so that
 * what the bot has no use for is answered as well: nothing is for sale, nothing is found.
 */
import { GrammyError, type MiddlewareFn } from "grammy";
import { acknowledge } from "../../speaking/acknowledge.ts";
import type { BotContext } from "../../speaking/context.ts";

/** Kinds that grammY does not know (Bot API 10.4): what is read of them. */
interface Widgets {
  widget_query?: { id: string };
  shared_widget_query?: { id: string };
}

type Answer = (ctx: BotContext) => Promise<unknown>;

export const express: MiddlewareFn<BotContext> = (ctx, next) => {
  const answer = answerTo(ctx.update);
  return answer ? inTime(ctx, answer) : next();
};

function answerTo(update: BotContext["update"]): Answer | null {
  const { callback_query, chat_join_request, guest_message } = update;
  const { widget_query, shared_widget_query } = update as Widgets;
  if (update.pre_checkout_query) return (ctx) => ctx.answerPreCheckoutQuery(false, ctx.t("notice-not-for-sale"));
  if (update.shipping_query)
    return (ctx) => ctx.answerShippingQuery(false, { error_message: ctx.t("notice-not-for-sale") });
  if (update.inline_query) return (ctx) => ctx.answerInlineQuery([], { cache_time: nothingForS });
  if (guest_message?.guest_query_id !== undefined) return (ctx) => ctx.answerGuestQuery(fallbackOf(ctx));
  // Left to those who decide on it by hand. Only what a guard is asked about waits for an answer.
  if (chat_join_request) return async (ctx) => chat_join_request.query_id && ctx.answerChatJoinRequestQuery("queue");
  // The bot cannot see what the button is under: there is no chat either.
  if (callback_query && !callback_query.message) return (ctx) => acknowledge(ctx, ctx.t("notice-menu-changed"));
  const widget = widget_query ?? shared_widget_query;
  return widget ? (ctx) => answerWidgetQuery(ctx, widget.id) : null;
}

/** How long Telegram may remember that nothing was found, in seconds. */
const nothingForS = 60;

const fallbackOf = (ctx: BotContext) => ({
  type: "article" as const,
  id: "fallback",
  title: ctx.bot.name,
  input_message_content: { message_text: ctx.fallback },
});

function answerWidgetQuery({ api }: BotContext, widget_query_id: string): Promise<unknown> {
  const { raw } = api as unknown as { raw: Record<string, (payload: object) => Promise<unknown>> };
  return raw.answerWidgetQuery!({ widget_query_id });
}

/** Too late after a crash, or a server that is too old for it, is no failure of the bot's. */
async function inTime(ctx: BotContext, answer: Answer): Promise<void> {
  try {
    await answer(ctx);
  } catch (error) {
    if (!(error instanceof GrammyError)) throw error;
  }
}
