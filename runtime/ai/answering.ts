/**
 * Answers with the model what was asked of it. "typing…" shows while it thinks; without an answer the fallback is said. It
 * speaks beside its chat, whose updates are handled meanwhile, and changes nothing that is theirs.
 */
import { GrammyError, type MiddlewareFn } from "grammy";
import { type Ai, AiFailed, type ChatMessage } from "#shared/ai/ai.ts";
import { background } from "#shared/lifecycle/background.ts";
import { sleep } from "#shared/lifecycle/sleep.ts";
import type { BotConfig } from "../bots/bot-config.ts";
import type { BotContext } from "../speaking/context.ts";
import { joinConversation, stillJoined } from "../speaking/joining.ts";
import type { Conversations } from "../turn/conversations.ts";
import { type Order, orderOf } from "../turn/order.ts";
import { answeredIn, answeredOnce, sayAnswer } from "./answered.ts";
import type { Formatter } from "./formatter.ts";
import { GenerationStopped, type Generations } from "./generations.ts";

interface Deps {
  ai: Ai;
  formatter: Formatter;
  conversations: Conversations;
  generations: Generations;
  /** The conversation's latest texts before the update at `askedSeq`, oldest first. */
  history(conversationId: string, askedSeq: number): Promise<ChatMessage[]>;
  onAnswer?(tokens: number, seconds: number): void;
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
      turn.trouble(error.code, error.message);
      settle("failed", error.message);
      // Who has filled in a form was thanked already.
      if (submissionId === null) await ctx.say(ctx.fallback);
      return;
    }
    if (error instanceof GenerationStopped) return settle("done", null);
    if (error instanceof GrammyError) settle("failed", `${ctx.channel.title} refused the answer: ${error.description}`);
    else settle("failed", "The answer could not be made");
    throw error;
  }
}

/** @throws {AiFailed} */
async function answer(ctx: BotContext, { asked, question, by }: Order<"answer">, deps: Deps): Promise<void> {
  const { ai, formatter, conversations, generations, history, onAnswer } = deps;
  const { turn, bot } = ctx;
  // Remembered over a crash: the same question is never paid for twice, nor answered half with one text and half with
  // another.
  const answered = await answeredOnce(turn, async () => {
    const started = performance.now();
    using generation = generations.begin(turn.bot.id, ctx.chat!.id, turn.job, turn.life.signal);
    await using _typing = background((signal) => showTyping(ctx, signal));
    const instructions = instructionsOf(bot, by);
    const past = await history(turn.conversation.id, asked);
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
  if (await stillJoined(ctx, conversations)) await sayAnswer(ctx, answered);
}

/** As they stand now: what was asked may have waited. */
function instructionsOf(bot: BotConfig, by: Order<"answer">["by"]): string {
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
