/** What an update does to the form that its sender fills in: the steps of the conversation. */

import type { AskModel } from "../ai/asking.ts";
import type { KeepPhoto } from "../files/keep-photo.ts";
import { restoredKeys } from "../speaking/menu-keyboard.ts";
import { complete, submissionOf } from "./after/completion.ts";
import { hasAnswers, offerPaused, putAside } from "./aside.ts";
import type { Outcome, Steps } from "./conversation.ts";
import type { Setting } from "./fields/kind.ts";
import { type FormRun, hasReplyKeyboard, isGone } from "./form-run.ts";
import type { FormSession } from "./form-session.ts";
import type { FormsContext } from "./forms-context.ts";
import { type Incoming, incomingOf, settingOf } from "./incoming.ts";
import { type Ending, next } from "./next.ts";
import { ask, show, shown } from "./show.ts";
import { nameOf } from "./words.ts";

interface Deps {
  askModel: AskModel;
  /** Absent where photos cannot be kept. */
  keepPhoto: KeepPhoto | undefined;
}

export function filling({ askModel, keepPhoto }: Deps): Steps {
  return {
    async open(ctx) {
      const { run } = ctx.forms!;
      if (run) await shown(ctx, () => ask(ctx, run, settingOf(ctx, run.form.defaultCountry)));
    },

    async step(ctx) {
      const session = ctx.forms!;
      const { run } = session;
      // It has waited for too long.
      if (!run) return "over_and_passes";
      const setting = settingOf(ctx, run.form.defaultCountry);
      const incoming = await incomingOf(ctx, run, setting, keepPhoto);
      if (!incoming) return "passes";
      const touched = { ...run, changedAt: new Date(ctx.turn.job.receivedAt).toISOString() };
      if (isGone(run) || !ctx.bot.forms.has(run.form.id)) return close(ctx, session, touched, incoming, setting);
      if (incoming.type === "command" && incoming.name !== "cancel") return leave(ctx, session, touched, setting);
      return go(ctx, session, touched, incoming.type === "command" ? { type: "cancel" } : incoming, setting);
    },
  };

  async function go(
    ctx: FormsContext,
    session: FormSession,
    before: FormRun,
    event: Exclude<Incoming, { type: "command" }>,
    setting: Setting,
  ): Promise<Outcome> {
    const step = next(before, event, setting);
    session.run = step.run;
    const over = step.effects.find((effect) => effect.type === "over");
    if (over) end(ctx, session, step.run, over.how);
    await show(ctx, before, step, setting);
    if (over?.how !== "complete") return over ? "over" : "stays";
    await complete(ctx, { run: step.run, form: ctx.bot.forms.get(step.run.form.id)!, setting, askModel });
    return "over";
  }
}

/** Where the answers stay at the end; of a complete form `complete` sees to it. */
function end(ctx: FormsContext, session: FormSession, run: FormRun, how: Ending): void {
  session.run = null;
  if (how === "kept") putAside(ctx, session, run);
  if (how === "discarded" && run.stored) ctx.turn.submit(submissionOf(ctx, run, "discarded"));
}

/** Commands always get through. What was answered waits, unless its owner wants it deleted. */
async function leave(ctx: FormsContext, session: FormSession, run: FormRun, setting: Setting): Promise<Outcome> {
  session.run = null;
  const aside = hasAnswers(run) ? putAside(ctx, session, run) : null;
  await shown(ctx, async () => {
    if (hasReplyKeyboard(run, setting)) await ctx.say(ctx.t("form-left"), { keyboard: restoredKeys(ctx) });
    if (aside) await offerPaused(ctx, aside, "left");
  });
  return "over_and_passes";
}

/** The form was deleted or switched off. */
async function close(
  ctx: FormsContext,
  session: FormSession,
  run: FormRun,
  incoming: Incoming,
  setting: Setting,
): Promise<Outcome> {
  session.run = null;
  // Of a form that was deleted nothing is kept: the commit sees to it.
  if (hasAnswers(run) && !isGone(run)) ctx.turn.submit(submissionOf(ctx, run, "partial"));
  await show(ctx, run, { run, effects: [] }, setting);
  await shown(ctx, () =>
    ctx.say(ctx.t("form-closed", { form: nameOf(ctx, run) }), {
      // What was asked last nobody knows any more when the questions are gone.
      ...((hasReplyKeyboard(run, setting) || (isGone(run) && setting.isPrivate && setting.surface.replyKeys)) && {
        keyboard: restoredKeys(ctx),
      }),
    }),
  );
  return incoming.type === "command" ? "over_and_passes" : "over";
}
