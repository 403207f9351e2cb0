/** What a form is called for who fills it in. */
import type { BotContext } from "../pipeline/context.ts";
import type { FormRun } from "./form-run.ts";

export const nameOf = (ctx: BotContext, { form }: FormRun): string => ctx.inLanguage(form.name, form.names);
