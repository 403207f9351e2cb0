import type * as Entities from "#shared/db/entities/form-submission.ts";
import type { Submission } from "#shared/schemas/submission.ts";

export const presentSubmission = (submission: Entities.FormSubmission): Submission => ({
  id: submission.id,
  formId: submission.form.id,
  botId: submission.botId,
  formVersion: submission.formVersion,
  conversationId: submission.conversationId ?? null,
  telegramUserId: submission.telegramUserId ?? null,
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
