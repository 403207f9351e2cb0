import type * as Entities from "#shared/db/entities/command.ts";
import type { Command } from "#shared/schemas/command.ts";

export const presentCommand = (command: Entities.Command): Command => ({
  id: command.id,
  botId: command.bot.id,
  name: command.name,
  description: command.description,
  descriptions: command.descriptions ?? {},
  responseType: command.responseType,
  textResponse: command.textResponse ?? null,
  textResponses: command.textResponses ?? {},
  aiPromptOverride: command.aiPromptOverride ?? null,
  menuConfig: command.menuConfig ?? null,
  formId: command.form?.id ?? null,
  webhookUrl: command.webhookUrl ?? null,
  isActive: command.isActive,
  priority: command.priority,
  createdAt: command.createdAt.toISOString(),
  updatedAt: command.updatedAt.toISOString(),
});
