/** Hands a question on to the model: the chat goes on, while a job of its own waits for the answer (`answering.ts`). */
import type { MiddlewareFn } from "grammy";
import { slowLane } from "../inbox/lane.ts";
import { textOf } from "../speaking/addressed.ts";
import type { BotContext } from "../speaking/context.ts";
import type { Order } from "../turn/order.ts";

/** @param by whose instructions the model follows */
export function askModel({ turn }: BotContext, question: string, by: Order<"answer">["by"]): void {
  turn.handOn({ type: "answer", asked: turn.job.seq, question, by }, slowLane("ai", turn.lane));
}

/** Asks the model what no command has answered. */
export const asking: MiddlewareFn<BotContext> = (ctx, next) => {
  const question = ctx.message ? textOf(ctx.message).trim() : "";
  if (!ctx.bot.aiEnabled || !question) return next();
  askModel(ctx, question, { type: "bot" });
};
