/** Ends a button's waiting sign. Too late for that, after a crash or a long queue, is no failure. */
import { GrammyError } from "grammy";
import type { BotContext } from "./context.ts";

/** What Telegram shows over the chat, in characters. */
const longest = 200;

/** @param text shown over the chat for a moment */
export async function acknowledge(ctx: BotContext, text?: string): Promise<void> {
  try {
    await ctx.answerCallbackQuery(text === undefined ? {} : { text: text.slice(0, longest).toWellFormed() });
  } catch (error) {
    if (!(error instanceof GrammyError)) throw error;
  }
}
