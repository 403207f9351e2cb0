import type * as Entities from "#shared/db/entities/form-submission.ts";
import type { Submission } from "#shared/schemas/submission.ts";
import { type ExternalOf, externalIds } from "../external-ids.ts";
import type { Scope } from "../http/route.ts";

/** @param all of one bot */
export async function presentSubmissions(
  em: Pick<Scope["em"], "execute">,
  all: readonly Entities.FormSubmission[],
): Promise<Submission[]> {
  const ids = all.map(({ telegramUserId }) => telegramUserId);
  const externalOf = await externalIds(em, all[0]?.botId ?? "", ids);
  return all.map((submission) => present(submission, externalOf));
}

const present = (submission: Entities.FormSubmission, externalOf: ExternalOf): Submission => ({
  id: submission.id,
  formId: submission.form.id,
  botId: submission.botId,
  formVersion: submission.formVersion,
  conversationId: submission.conversationId ?? null,
  telegramUserId: submission.telegramUserId ?? null,
  externalId: externalOf(submission.telegramUserId),
  telegramUsername: submission.telegramUsername ?? null,
  telegramFirstName: submission.telegramFirstName ?? null,
  startParameter: submission.startParameter ?? null,
  state: submission.state,
  answers: submission.answers,
  actionState: submission.actionState,
  actionError: submission.actionError ?? null,
  createdAt: submission.createdAt.toISOString(),
  updatedAt: submission.updatedAt.toISOString(),
});
