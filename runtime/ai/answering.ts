/** Answers with the model what no command did. "typing…" shows while it thinks; without an answer the fallback is said. */
import type { MiddlewareFn } from "grammy";
import { type Ai, AiFailed, type ChatMessage } from "#shared/ai/ai.ts";
import { background } from "#shared/lifecycle/background.ts";
import { sleep } from "#shared/lifecycle/sleep.ts";
import { textOf } from "../speaking/addressed.ts";
import type { BotContext } from "../speaking/context.ts";
import type { Formatter } from "./formatter.ts";

export interface AiRequest {
  question: string;
  instructions: string;
  /** What to do when there is no answer; by default the fallback is said. */
  onFailure?(failure: AiFailed): void;
}

export type AnswerWithAi = (ctx: BotContext, request: AiRequest) => Promise<void>;

interface Deps {
  ai: Ai;
  formatter: Formatter;
  /** The conversation's latest texts before the turn, oldest first. */
  history(conversationId: string, beforeSeq: number): Promise<ChatMessage[]>;
  onAnswer?(tokens: number, seconds: number): void;
}

/** Telegram shows "typing…" for 5 s. */
const typingEveryMs = 4_500;

export function answering({ answerWithAi }: { answerWithAi: AnswerWithAi }): MiddlewareFn<BotContext> {
  return (ctx, next) => {
    const question = ctx.message ? textOf(ctx.message).trim() : "";
    if (!ctx.bot.aiEnabled || !question) return next();
    return answerWithAi(ctx, { question, instructions: ctx.bot.systemPrompt });
  };
}

export function aiAnswerer({ ai, formatter, history, onAnswer }: Deps): AnswerWithAi {
  return async (ctx, { question, instructions, onFailure }) => {
    const { turn, bot } = ctx;
    try {
      // Remembered over a crash: the same update is never paid for twice, nor answered half with one text and half
      // with another.
      const { formatted, tokensUsed, ms } = await turn.once("answer", async () => {
        const started = performance.now();
        await using _typing = background((signal) => showTyping(ctx, signal));
        const past = await history(turn.conversation.id, turn.job.seq);
        const answer = await ai.complete({
          tenantId: turn.bot.tenantId,
          model: bot.aiModel,
          temperature: bot.temperature,
          maxTokens: bot.maxTokens,
          messages: [
            ...(instructions.trim() ? [{ role: "system", content: instructions } as const] : []),
            ...past,
            { role: "user", content: question },
          ],
          signal: turn.life.signal,
        });
        const ms = Math.round(performance.now() - started);
        onAnswer?.(answer.tokensUsed ?? 0, ms / 1000);
        // Formatted once as well: cut up in another way, it would not fit what was sent already.
        return { formatted: await formatter.format(answer.text), tokensUsed: answer.tokensUsed, ms };
      });
      await ctx.say(formatted, {
        provenance: { aiProcessed: true, tokensUsed, processingTimeMs: ms },
      });
    } catch (error) {
      if (!(error instanceof AiFailed)) throw error;
      turn.trouble(error.code, error.message);
      if (onFailure) return onFailure(error);
      await ctx.say(ctx.fallback);
    }
  };
}

/** Shows "typing…" until `signal` aborts. */
export async function showTyping(ctx: BotContext, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    // A sign that does not show is no reason to give no answer.
    await ctx.replyWithChatAction("typing", {}, signal as never).catch(() => {});
    await sleep(typingEveryMs, signal);
  }
}
