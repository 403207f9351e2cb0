import type * as Entities from "#shared/db/entities/form.ts";
import type { Form } from "#shared/schemas/form.ts";
import type { ExternalOf } from "../external-ids.ts";

export const presentForm = (form: Entities.Form, submissionsCount: number, externalOf: ExternalOf): Form => ({
  id: form.id,
  botId: form.bot.id,
  name: form.name,
  names: form.names ?? {},
  description: form.description,
  version: form.version,
  fields: form.fields,
  defaultCountry: form.defaultCountry ?? null,
  onCompleteAction: form.onCompleteAction,
  webhookUrl: form.webhookUrl ?? null,
  notificationChatId: form.notificationChatId ?? null,
  notificationChatExternalId: externalOf(form.notificationChatId),
  notificationChatTitle: form.notificationChatTitle ?? null,
  aiPrompt: form.aiPrompt ?? null,
  completionMessage: form.completionMessage ?? null,
  completionMessages: form.completionMessages ?? {},
  isActive: form.isActive,
  submissionsCount,
  createdAt: form.createdAt.toISOString(),
  updatedAt: form.updatedAt.toISOString(),
});
