/** Runs a command of the bot, whoever asked for it: a message, or a menu's button. */

import type { FormsContext } from "../forms/forms-context.ts";
import type { Invocation } from "../speaking/addressed.ts";

export type RunCommand = (ctx: FormsContext, invocation: Invocation) => Promise<void>;
