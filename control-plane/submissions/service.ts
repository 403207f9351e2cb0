/** Reads and removes what people answered to a tenant's forms, and has failed actions tried again. */
import type { Coordination } from "#shared/coordination/coordination.ts";
import { FormSubmission } from "#shared/db/entities/form-submission.ts";
import { AppError, NotFound } from "#shared/errors.ts";
import { isPreview } from "#shared/inbox/preview-person.ts";
import type { Page } from "#shared/schemas/page.ts";
import type { SubmissionQuery } from "#shared/schemas/submission.ts";
import { matching } from "../forms/matching.ts";
import { getForm } from "../forms/service.ts";
import { readCursor, writeCursor } from "../http/cursor.ts";
import type { Scope } from "../http/route.ts";

export interface SubmissionDeps {
  coordination: Pick<Coordination, "wakeUps">;
}

/** @returns newest first. @throws {NotFound} when there is no such form */
export async function listSubmissions(
  { em }: Scope,
  formId: string,
  { cursor, limit, ...filter }: SubmissionQuery,
): Promise<Page<FormSubmission>> {
  await getForm({ em }, formId);
  const { where, values } = matching(formId, filter);
  const before = cursor === undefined ? [] : readCursor(cursor, 1);
  const keys = await em.execute<{ id: string }[]>(
    `select id from form_submissions where ${where} ${before.map(() => "and id < ?").join("")}
     order by id desc limit ?`,
    [...values, ...before, limit + 1],
  );
  const shown = keys.slice(0, limit).map(({ id }) => id);
  return {
    // One that was removed in between is left out.
    items: await em.find(FormSubmission, { id: { $in: shown } }, { orderBy: { id: "desc" } }),
    nextCursor: keys.length > limit ? writeCursor([shown.at(-1)!]) : null,
  };
}

/** @throws {NotFound} */
export async function getSubmission({ em }: Pick<Scope, "em">, id: string): Promise<FormSubmission> {
  const submission = await em.findOne(FormSubmission, { id }, { refresh: true });
  if (!submission || isPreview(submission.preview, submission.telegramUserId)) throw new NotFound("This submission");
  return submission;
}

/** @throws {NotFound} */
export async function deleteSubmission({ em }: Scope, id: string): Promise<void> {
  await getSubmission({ em }, id);
  await em.nativeDelete(FormSubmission, { id });
}

/**
 * Has a runtime take up an action that was given up.
 *
 * @throws {NotFound}
 * @throws {AppError} `conflict` when it did not fail, or nobody could do it again
 */
export async function retrySubmission(
  { em }: Scope,
  id: string,
  { coordination }: SubmissionDeps,
): Promise<FormSubmission> {
  const { form, botId } = await getSubmission({ em }, id);
  const { onCompleteAction } = await getForm({ em }, form.id);
  if (onCompleteAction === "ai")
    throw new AppError("conflict", "The model answers in the conversation, right after the form: that is over");
  // Only from there: what is being done already is not begun once more.
  const retried = await em.nativeUpdate(FormSubmission, { id, actionState: "failed" }, { actionState: "pending" });
  if (retried === 0)
    throw new AppError("conflict", "This submission's action has not failed: there is nothing to retry");
  coordination.wakeUps.publish("deliveries", botId);
  return getSubmission({ em }, id);
}
