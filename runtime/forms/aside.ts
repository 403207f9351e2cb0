/** Forms that are left halfway: their answers wait for who gave them, and stand in a partial submission. */

import { submissionOf } from "./after/completion.ts";
import { formData } from "./callback-data.ts";
import type { FormRun } from "./form-run.ts";
import type { FormSession } from "./form-session.ts";
import type { FormsContext } from "./forms-context.ts";
import { nameOf } from "./words.ts";

/** Puts a form aside as it stands; buttons it had in the chat are over. @returns it as it then is */
export function putAside(ctx: FormsContext, session: FormSession, run: FormRun): FormRun {
  const at = run.at.type === "leaving" ? run.at.from : run.at;
  const aside = { ...run, at, visit: run.visit + 1, stored: true };
  session.pause(aside);
  ctx.turn.submit(submissionOf(ctx, run, "partial"));
  return aside;
}

/** Forgets a form that was put aside, and takes its submission back. */
export function discard(ctx: FormsContext, session: FormSession, run: FormRun): void {
  session.unpause(run);
  ctx.turn.submit(submissionOf(ctx, run, "discarded"));
}

export const hasAnswers = ({ answers }: FormRun): boolean => Object.keys(answers).length > 0;

/** `left`: a command has just come between. `opened`: the form was opened again. */
export async function offerPaused(ctx: FormsContext, run: FormRun, why: "left" | "opened"): Promise<void> {
  const button = (id: string, action: string) => [
    { text: ctx.t(id), callback_data: formData({ owner: run.owner, run: run.id, visit: run.visit, action }) },
  ];
  const goOn = button("button-form-go-on", "re");
  const rows =
    why === "left"
      ? [goOn, button("button-form-keep-answers", "kp"), button("button-form-discard-answers", "rm")]
      : [goOn, button("button-form-start-anew", "nw")];
  const said = ctx.t(why === "left" ? "form-left-halfway" : "form-take-up", { form: nameOf(ctx, run) });
  await ctx.say(said, { keyboard: { inline_keyboard: rows } });
}
