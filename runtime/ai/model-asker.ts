/** Asks the model one question, with what was said before it; "typing…" shows while it thinks. */
import type { Ai, ChatMessage } from "#shared/ai/ai.ts";
import { background } from "#shared/lifecycle/background.ts";
import { sleep } from "#shared/lifecycle/sleep.ts";
import type { BotConfig } from "../bots/bot-config.ts";
import type { BotContext } from "../speaking/context.ts";
import type { Order } from "../turn/order.ts";
import { type Answered, answeredOnce } from "./answered.ts";
import type { Formatter } from "./formatter.ts";
import type { Generations } from "./generations.ts";

interface Deps {
  ai: Ai;
  formatter: Formatter;
  generations: Generations;
  /** The conversation's latest texts before the update at `askedSeq`, oldest first. */
  history(asked: { conversationId: string; askedSeq: number }): Promise<ChatMessage[]>;
  onAnswer?(tokens: number, seconds: number): void;
}

/** `asked` is `seq` in the inbox of the update that is answered. */
export type Question = Omit<Order<"answer">, "type">;

/**
 * Remembered over a crash: the same question is never paid for twice, nor answered half with one text and half with another.
 *
 * @throws {AiFailed}
 * @throws {GenerationStopped} when who asked has stopped it
 */
export type AskNow = (ctx: BotContext, question: Question) => Promise<Answered>;

export function modelAsker({ ai, formatter, generations, history, onAnswer }: Deps): AskNow {
  return (ctx, { asked, question, by }) => {
    const { turn, bot } = ctx;
    return answeredOnce(turn, async () => {
      const started = performance.now();
      using generation = generations.begin(turn.bot.id, ctx.chat!.id, turn.job, turn.life.signal);
      await using _typing = background((signal) => showTyping(ctx, signal));
      const instructions = instructionsOf(bot, by);
      const past = await history({ conversationId: turn.conversation.id, askedSeq: asked });
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
        signal: generation.signal,
      });
      const ms = Math.round(performance.now() - started);
      onAnswer?.(answer.tokensUsed ?? 0, ms / 1000);
      // Formatted once as well: cut up in another way, it would not fit what was sent already.
      const formatted = await formatter.format(answer.text);
      // Stopped at the last moment it is over already.
      generation.signal.throwIfAborted();
      return { formatted, tokensUsed: answer.tokensUsed, ms };
    });
  };
}

/** As they stand now: what was asked may have waited. */
function instructionsOf(bot: BotConfig, by: Question["by"]): string {
  switch (by.type) {
    case "bot":
      return bot.systemPrompt;
    case "command":
      return bot.commands.get(by.name)?.aiPromptOverride?.trim() || bot.systemPrompt;
    case "form":
      return bot.forms.get(by.id)?.aiPrompt ?? "";
  }
}

/** Shows "typing…" until `signal` aborts. */
export async function showTyping(ctx: BotContext, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    // A sign that does not show is no reason to give no answer.
    await ctx.replyWithChatAction("typing", {}, signal as never).catch(() => {});
    await sleep(ctx.channel.surface.typingMs, signal);
  }
}
