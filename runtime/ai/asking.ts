/** Hands a question on to the model: the chat goes on, while a job of its own waits for the answer (`answering.ts`). */
import type { MiddlewareFn } from "grammy";
import { slowLane } from "../inbox/lane.ts";
import { textOf } from "../speaking/addressed.ts";
import type { BotContext } from "../speaking/context.ts";
import type { Order } from "../turn/order.ts";
import { answeredIn, sayAnswer } from "./answered.ts";

/**
 * @param by whose instructions the model follows
 * @returns true when it has been answered already: a version that asked in the update itself has left its answer there,
 * and may have said some of it
 */
export async function askModel(ctx: BotContext, question: string, by: Order<"answer">["by"]): Promise<boolean> {
  const { turn } = ctx;
  const answered = answeredIn(turn);
  if (answered) await sayAnswer(ctx, answered);
  else turn.handOn({ type: "answer", asked: turn.job.seq, question, by }, slowLane("ai", turn.lane));
  return answered !== null;
}

/** Asks the model what no command has answered. */
export const asking: MiddlewareFn<BotContext> = async (ctx, next) => {
  const question = ctx.message ? textOf(ctx.message).trim() : "";
  if (!ctx.bot.aiEnabled || !question) return next();
  await askModel(ctx, question, { type: "bot" });
};
