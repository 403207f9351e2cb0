/** The end of a form: what was answered is kept first, whatever becomes of the rest. */

import { GrammyError } from "grammy";
import { isVisible } from "#shared/schemas/visible-text.ts";
import type { AnswerWithAi } from "../../ai/answering.ts";
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
  };
}

/** Keeps the answers, says so, and begins what else the form does with them. */
export async function complete(
  ctx: FormsContext,
  run: FormRun,
  form: FormConfig,
  setting: Setting,
  answerWithAi: AnswerWithAi,
): Promise<void> {
  const { onCompleteAction: action } = form;
  const handedOn = action === "notify" || action === "webhook";
  const submission = { ...submissionOf(ctx, run, "complete"), ...(handedOn && { action_state: "pending" as const }) };
  ctx.turn.submit(submission);
  // The model takes its time, and may fail.
  if (action === "ai") await ctx.turn.saveSubmissions();
  const own = ctx.inLanguage(form.completionMessage, form.completionMessages) ?? "";
  const message = isVisible(own) ? ctx.fill(own) : ctx.t("form-complete");
  if ((await shown(ctx, () => ctx.say(message))) && action === "ai")
    await askModel(ctx, { run, form, setting, submission, answerWithAi });
}

interface Asking {
  run: FormRun;
  form: FormConfig;
  setting: Setting;
  submission: SubmissionRecord;
  answerWithAi: AnswerWithAi;
}

async function askModel(ctx: FormsContext, { run, form, setting, submission, answerWithAi }: Asking): Promise<void> {
  const settle = (action_state: "done" | "failed", action_error: string | null) =>
    ctx.turn.submit({ ...submission, action_state, action_error });
  settle("done", null);
  try {
    await answerWithAi(ctx, {
      question: asText(ctx, run, setting),
      instructions: form.aiPrompt ?? "",
      onFailure: ({ message }) => settle("failed", message),
    });
  } catch (error) {
    if (!(error instanceof GrammyError)) throw error;
    settle("failed", `Telegram refused the answer: ${error.description}`);
    if (ctx.forms) ctx.forms.failure = error;
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
