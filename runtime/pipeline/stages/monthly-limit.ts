/**
 * Counts messages against the plan. Over the limit the chat is told once a day, and nothing else happens: what is refused
 * does not count, so that whoever then takes a larger plan has the whole of it. A press on a button does not count either,
 * but is not answered over the limit, as it may ask the model. What is only tried out counts nowhere.
 */
import type { MiddlewareFn } from "grammy";
import type { TenantUsage, UsageMeter } from "../../bots/usage-meter.ts";
import { acknowledge } from "../../speaking/acknowledge.ts";
import type { BotContext } from "../../speaking/context.ts";

const dayMs = 24 * 60 * 60 * 1000;

export function monthlyLimit({ usage }: { usage: UsageMeter }): MiddlewareFn<BotContext> {
  return async (ctx, next) => {
    if (ctx.turn.isTrial || isWithin(ctx, await usage.of(ctx.turn.bot.tenantId))) await next();
    else await refuse(ctx);
  };
}

function isWithin({ message, turn }: BotContext, tenant: TenantUsage): boolean {
  if (!message) return !tenant.spent;
  const admitted = tenant.admit(turn.job.seq);
  if (admitted) turn.count();
  return admitted;
}

async function refuse(ctx: BotContext): Promise<void> {
  if (ctx.callbackQuery) await acknowledge(ctx);
  const { limitNoticeAt } = ctx.turn.conversation.context as { limitNoticeAt?: string };
  const now = ctx.turn.job.receivedAt;
  if (limitNoticeAt && now - Date.parse(limitNoticeAt) < dayMs) return;
  ctx.turn.change({ context: { ...ctx.turn.conversation.context, limitNoticeAt: new Date(now).toISOString() } });
  await ctx.say(ctx.t("monthly-limit"));
}
