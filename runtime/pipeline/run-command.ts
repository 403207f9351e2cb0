/** Runs a command of the bot, whoever asked for it: a message, or a menu's button. */
import type { Invocation } from "./addressed.ts";
import type { BotContext } from "./context.ts";

export type RunCommand = (ctx: BotContext, invocation: Invocation) => Promise<void>;
