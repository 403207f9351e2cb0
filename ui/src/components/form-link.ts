/** The deep link that opens a form in Telegram. */
import type { Bot } from "#shared/schemas/bot.ts";

/** @returns `null` while the bot has no username, and thus no link */
export const formLink = ({ username }: Pick<Bot, "username">, formId: string): string | null =>
  username === null ? null : `https://t.me/${username}?start=form_${formId}`;
