import type * as Entities from "#shared/db/entities/bot.ts";
import type { Bot, BotStatus } from "#shared/schemas/bot.ts";
import { externalIdOf } from "./external-id.ts";

/** The token stays behind. */
export const presentBot = (bot: Entities.Bot, status: BotStatus): Bot => ({
  id: bot.id,
  channel: bot.channel,
  externalId: externalIdOf(bot),
  telegramId: bot.telegramId ?? null,
  username: bot.username ?? null,
  name: bot.name,
  description: bot.description ?? null,
  isActive: bot.isActive,
  aiEnabled: bot.aiEnabled,
  systemPrompt: bot.systemPrompt,
  aiModel: bot.aiModel,
  temperature: bot.temperature,
  maxTokens: bot.maxTokens,
  welcomeMessage: bot.welcomeMessage ?? null,
  welcomeMessages: bot.welcomeMessages ?? {},
  fallbackMessage: bot.fallbackMessage ?? null,
  fallbackMessages: bot.fallbackMessages ?? {},
  menuButton: bot.menuButton ?? { type: "default" },
  status,
  createdAt: bot.createdAt.toISOString(),
  updatedAt: bot.updatedAt.toISOString(),
});
