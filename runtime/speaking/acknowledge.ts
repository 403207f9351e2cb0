/** Ends a button's waiting sign. Too late for that, after a crash or a long queue, is no failure. */
import { GrammyError } from "grammy";
import type { BotContext } from "./context.ts";

/** @param text shown over the chat for a moment, as much of it as fits there */
export async function acknowledge(ctx: BotContext, text?: string): Promise<void> {
  try {
    await ctx.answerCallbackQuery(
      text === undefined ? {} : { text: text.slice(0, ctx.channel.surface.notice).toWellFormed() },
    );
  } catch (error) {
    if (!(error instanceof GrammyError)) throw error;
  }
}
