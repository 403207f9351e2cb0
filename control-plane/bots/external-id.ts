/** By which its channel knows a bot, as the database has it. */
import type { Bot } from "#shared/db/entities/bot.ts";

/** @returns `null` while the bot has no token. The version before has written Telegram's number alone. */
export const externalIdOf = ({ externalId, telegramId }: Pick<Bot, "externalId" | "telegramId">): string | null =>
  externalId ?? (telegramId == null ? null : String(telegramId));
