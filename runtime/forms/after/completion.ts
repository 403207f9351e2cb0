/** The end of a form: what was answered is kept first, whatever becomes of the rest. */

import { isVisible } from "#shared/schemas/visible-text.ts";
import type { AskModel, AskOutcome } from "../../ai/asking.ts";
import type { FormConfig } from "../../bots/bot-config.ts";
import type { SubmissionRecord } from "../../committer/sections/submissions.ts";
import { answersOf, askedPlaces } from "../conditions.ts";
import { kindOf } from "../fields/all-kinds.ts";
import { labelOf, type Setting } from "../fields/kind.ts";
import type { FormRun } from "../form-run.ts";
import type { FormsContext } from "../forms-context.ts";
import { shown } from "../show.ts";
import { inWords, nameOf } from "../words.ts";

export function submissionOf(
  { turn, from }: FormsContext,
  run: FormRun,
  state: SubmissionRecord["state"],
): SubmissionRecord {
  return {
    id: run.submissionId,
    tenant_id: turn.bot.tenantId,
    form_id: run.form.id,
    bot_id: turn.bot.id,
    form_version: run.form.version,
    conversation_id: turn.conversation.id,
    telegram_user_id: run.owner,
    telegram_username: from?.username ?? null,
    telegram_first_name: from?.first_name ?? null,
    start_parameter: run.startParameter,
    state,
    answers: answersOf(run.form.fields, run.answers),
    action_state: "none",
    action_error: null,
    preview: turn.isTrial,
  };
}

interface Completing {
  run: FormRun;
  form: FormConfig;
  setting: Setting;
  askModel: AskModel;
}

/** Keeps the answers, says so, and begins what else the form does with them. */
export async function complete(ctx: FormsContext, { run, form, setting, askModel }: Completing): Promise<void> {
  const { onCompleteAction: action } = form;
  const submission = submissionOf(ctx, run, "complete");
  const awaited: SubmissionRecord = { ...submission, action_state: "pending" };
  ctx.turn.submit(action === "notify" || action === "webhook" ? awaited : submission);
  const own = ctx.inLanguage(form.completionMessage, form.completionMessages) ?? "";
  const message = isVisible(own) ? ctx.fill(own) : ctx.t("form-complete");
  const thanked = await shown(ctx, () => ctx.say(message));
  if (action !== "ai" || !thanked) return;
  const by = { type: "form", id: form.id, submissionId: submission.id } as const;
  ctx.turn.submit(awaited);
  let outcome: AskOutcome = { type: "failed", reason: `${ctx.channel.title} refused the answer` };
  await shown(ctx, async () => {
    outcome = await askModel(ctx, asText(ctx, run, setting), by);
  });
  ctx.turn.submit({ ...submission, ...actionAfter(outcome) });
}

function actionAfter(outcome: AskOutcome): Pick<SubmissionRecord, "action_state" | "action_error"> {
  switch (outcome.type) {
    case "handed on":
      return { action_state: "pending", action_error: null };
    case "answered":
      return { action_state: "done", action_error: null };
    case "failed":
      return { action_state: "failed", action_error: outcome.reason };
  }
}

/** The answers under their questions, as who gave them read them: the model answers in the language it is spoken to. */
function asText(ctx: FormsContext, run: FormRun, setting: Setting): string {
  const { form, answers } = run;
  const lines = askedPlaces(form.fields, answers).flatMap((place) => {
    const field = form.fields[place]!;
    const answer = answers[field.name];
    return answer === undefined
      ? []
      : [`${labelOf(field, setting)}\n${inWords(ctx.t, kindOf(field).show(field, answer, setting))}`];
  });
  return [nameOf(ctx, run), ...lines].join("\n\n");
}
