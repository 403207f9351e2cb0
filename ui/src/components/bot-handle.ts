/** What people know a bot by: its username in Telegram, or its name while it has none. */
import type { Bot } from "#shared/schemas/bot.ts";

export const handleOf = ({ username, name }: Pick<Bot, "username" | "name">): string =>
  username === null ? name : `@${username}`;
