/** A bot's AI fields as the form's controls hold them: an empty message stands for the built-in one. */
import type { Bot, UpdateBot } from "#shared/schemas/bot.ts";

export const readAi = (bot: Bot) => ({
  aiEnabled: bot.aiEnabled,
  systemPrompt: bot.systemPrompt,
  aiModel: bot.aiModel,
  temperature: bot.temperature,
  maxTokens: bot.maxTokens as number | string,
  welcomeMessage: bot.welcomeMessage ?? "",
  welcomeMessages: bot.welcomeMessages,
  fallbackMessage: bot.fallbackMessage ?? "",
  fallbackMessages: bot.fallbackMessages,
});

export type AiValues = ReturnType<typeof readAi>;

export const writeAi = ({ welcomeMessage, fallbackMessage, maxTokens, ...rest }: Partial<AiValues>): UpdateBot => ({
  ...rest,
  ...(maxTokens !== undefined && { maxTokens: Number(maxTokens) || 1_000 }),
  ...(welcomeMessage !== undefined && { welcomeMessage: welcomeMessage.trim() || null }),
  ...(fallbackMessage !== undefined && { fallbackMessage: fallbackMessage.trim() || null }),
});
