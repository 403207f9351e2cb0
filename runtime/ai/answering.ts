/**
 * Answers with the model what was asked of it in a job of its own; without an answer the fallback is said. It speaks beside
 * its chat, whose updates are handled meanwhile, and changes nothing that is theirs.
 */
import { GrammyError, type MiddlewareFn } from "grammy";
import { AiFailed } from "#shared/ai/ai.ts";
import type { BotContext } from "../speaking/context.ts";
import { joinConversation, stillJoined } from "../speaking/joining.ts";
import type { Conversations } from "../turn/conversations.ts";
import { type Order, orderOf } from "../turn/order.ts";
import { answeredIn, sayAnswer } from "./answered.ts";
import { unanswered } from "./asking.ts";
import { GenerationStopped } from "./generations.ts";
import type { AskNow } from "./model-asker.ts";

interface Deps {
  askNow: AskNow;
  conversations: Conversations;
}

export function answering(deps: Deps): MiddlewareFn<BotContext> {
  return (ctx, next) => {
    const order = orderOf(ctx.turn.job, "answer");
    return order ? carryOut(ctx, order, deps) : next();
  };
}

async function carryOut(ctx: BotContext, order: Order<"answer">, deps: Deps): Promise<void> {
  const { turn } = ctx;
  if (!(await joinConversation(ctx, deps.conversations))) return;
  // Switched off while the question waited. One that is answered already is said to its end.
  if (order.by.type === "bot" && !ctx.bot.aiEnabled && !answeredIn(turn)) return ctx.say(ctx.fallback);
  const submissionId = order.by.type === "form" ? order.by.submissionId : null;
  const settle = (action_state: "done" | "failed", error: string | null) => {
    if (submissionId !== null) turn.settleAction({ id: submissionId, action_state, error, delay_ms: null });
  };
  try {
    await answer(ctx, order, deps);
    settle("done", null);
  } catch (error) {
    if (error instanceof AiFailed) {
      settle("failed", error.message);
      await unanswered(ctx, error, order.by);
      return;
    }
    if (error instanceof GenerationStopped) return settle("done", null);
    if (error instanceof GrammyError) settle("failed", `${ctx.channel.title} refused the answer: ${error.description}`);
    else settle("failed", "The answer could not be made");
    throw error;
  }
}

/** @throws {AiFailed} */
async function answer(ctx: BotContext, order: Order<"answer">, { askNow, conversations }: Deps): Promise<void> {
  const answered = await askNow(ctx, order);
  if (await stillJoined(ctx, conversations)) await sayAnswer(ctx, answered);
}
