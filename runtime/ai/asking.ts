/**
 * Hands a question on to the model: the chat goes on, while a job of its own waits for the answer (`answering.ts`). While
 * somebody may take the bot over who does not know such jobs, the model is asked at once, and the chat waits.
 */
import type { MiddlewareFn } from "grammy";
import { AiFailed } from "#shared/ai/ai.ts";
import { slowLane } from "../inbox/lane.ts";
import { textOf } from "../speaking/addressed.ts";
import type { BotContext } from "../speaking/context.ts";
import { type HandingOn, inItsTurn } from "../turn/handing-on.ts";
import { answeredIn, sayAnswer } from "./answered.ts";
import { GenerationStopped } from "./generations.ts";
import type { AskNow, Question } from "./model-asker.ts";

interface Deps {
  askNow: AskNow;
  handingOn: HandingOn;
}

/** What has become of a question: it waits for its answer, has it, or will have none. */
export type AskOutcome = { type: "handed on" } | { type: "answered" } | { type: "failed"; reason: string };

/** @param by whose instructions the model follows */
export type AskModel = (ctx: BotContext, question: string, by: Question["by"]) => Promise<AskOutcome>;

export function modelAsking({ askNow, handingOn }: Deps): AskModel {
  return async (ctx, question, by) => {
    const { turn } = ctx;
    const asking: Question = { asked: turn.job.seq, question, by };
    // Who asked in the update itself has left the answer there, and may have said some of it.
    const answered = answeredIn(turn);
    const lane = slowLane("ai", turn.lane);
    if (!answered && handingOn.isKnown()) {
      turn.handOn({ type: "answer", ...asking }, lane);
      return { type: "handed on" };
    }
    if (!answered) await inItsTurn(turn, lane, handingOn);
    try {
      // What was submitted stands, whatever becomes of the answer.
      if (!answered) await turn.saveSubmitted();
      await sayAnswer(ctx, answered ?? (await askNow(ctx, asking)));
    } catch (error) {
      if (error instanceof AiFailed) return await unanswered(ctx, error, by);
      if (!(error instanceof GenerationStopped)) throw error;
    }
    return { type: "answered" };
  };
}

/** Says that there is no answer. Who has filled in a form was thanked already. */
export async function unanswered(ctx: BotContext, failure: AiFailed, by: Question["by"]): Promise<AskOutcome> {
  ctx.turn.trouble(failure.code, failure.message);
  if (by.type !== "form") await ctx.say(ctx.fallback);
  return { type: "failed", reason: failure.message };
}

/** Asks the model what no command has answered. */
export function asking(askModel: AskModel): MiddlewareFn<BotContext> {
  return async (ctx, next) => {
    const question = ctx.message ? textOf(ctx.message).trim() : "";
    if (!ctx.bot.aiEnabled || !question) return next();
    await askModel(ctx, question, { type: "bot" });
  };
}
