/** Counts messages against the plan. Over the limit the chat is told once a day, and nothing else happens. */
import type { Middleware } from "grammy";
import type { UsageMeter } from "../../bots/usage-meter.ts";
import type { BotContext } from "../context.ts";

const dayMs = 24 * 60 * 60 * 1000;

export function monthlyLimit({ usage }: { usage: UsageMeter }): Middleware<BotContext> {
  return async (ctx, next) => {
    if (!ctx.message) return next();
    ctx.turn.count();
    if (await usage.admit(ctx.turn.bot.tenantId, ctx.turn.job.seq)) return next();

    const { limitNoticeAt } = ctx.turn.conversation.context as { limitNoticeAt?: string };
    const now = ctx.turn.job.receivedAt;
    if (limitNoticeAt && now - Date.parse(limitNoticeAt) < dayMs) return;
    ctx.turn.change({ context: { ...ctx.turn.conversation.context, limitNoticeAt: new Date(now).toISOString() } });
    await ctx.say(ctx.sentences.monthlyLimit);
  };
}
