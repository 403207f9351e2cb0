/** Opens a form in the chat of who asked for it: a command, a menu's button, a link. */

import { newId } from "#shared/db/new-id.ts";
import { hasAnswers, offerPaused, putAside } from "./aside.ts";
import { beginRun, type FormRun, isGone } from "./form-run.ts";
import type { FormSession } from "./form-session.ts";
import type { FormsContext } from "./forms-context.ts";
import { settingOf } from "./incoming.ts";
import { nameOf } from "./words.ts";

/** @returns the form that `t.me/bot?start=…` opens; `null` when it opens none */
export function linkedForm(startParameter: string): string | null {
  return (
    /^form_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?![0-9a-f-])/i.exec(startParameter)?.[1]?.toLowerCase() ?? null
  );
}

/** @param startParameter what came with `t.me/bot?start=…`; by default what last came in this chat */
export async function openForm(
  ctx: FormsContext,
  formId: string | null,
  startParameter: string | null = lastStartParameter(ctx),
): Promise<void> {
  const session = ctx.forms;
  // Who writes as the group is everybody who does, and presses buttons as somebody else.
  if (ctx.message?.sender_chat) return ctx.say(ctx.t("form-anonymous"));
  if (!session || formId === null || !ctx.bot.forms.has(formId)) return ctx.say(ctx.t("form-gone"));
  const { run } = session;
  if (run?.form.id === formId) return takeUp(ctx, session, run);
  const paused = session.paused.find(({ form }) => form.id === formId);
  if (paused) return offerPaused(ctx, paused, "opened");
  await begin(ctx, session, formId, startParameter);
}

export async function begin(
  ctx: FormsContext,
  session: FormSession,
  formId: string,
  startParameter: string | null,
): Promise<void> {
  const form = ctx.bot.forms.get(formId);
  if (!form) return ctx.say(ctx.t("form-gone"));
  const { id, name, names, version, fields, defaultCountry } = form;
  const { job } = ctx.turn;
  await enter(
    ctx,
    session,
    beginRun(
      {
        // An update begins one form at most.
        id: job.seq.toString(36),
        owner: session.userId,
        form: { id, name, names, version, fields, defaultCountry },
        startParameter,
        submissionId: newId(),
        startedAt: new Date(job.receivedAt).toISOString(),
      },
      settingOf(ctx, defaultCountry),
    ),
  );
}

/** Goes on with a form where it was left, in the version it began with. */
export async function takeUp(ctx: FormsContext, session: FormSession, run: FormRun): Promise<void> {
  session.unpause(run);
  if (isGone(run) || !ctx.bot.forms.has(run.form.id)) return ctx.say(ctx.t("form-closed", { form: nameOf(ctx, run) }));
  const changedAt = new Date(ctx.turn.job.receivedAt).toISOString();
  await enter(ctx, session, { ...run, visit: run.visit + 1, changedAt });
}

/** One form is filled in at a time: another one waits meanwhile. */
async function enter(ctx: FormsContext, session: FormSession, run: FormRun): Promise<void> {
  const { run: other } = session;
  await session.exit();
  if (other && other.id !== run.id && hasAnswers(other)) putAside(ctx, session, other);
  session.run = run;
  await session.enter();
}

function lastStartParameter(ctx: FormsContext): string | null {
  const { startParameter } = ctx.turn.conversation.context as { startParameter?: string };
  return startParameter ?? null;
}
