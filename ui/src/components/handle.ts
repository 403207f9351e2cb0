/** How a bot is called in a sentence: by its username, or by its name while it has no token and thus none. */
import type { Bot } from "#shared/schemas/bot.ts";

export const handleOf = ({ username, name }: Pick<Bot, "username" | "name">): string =>
  username === null ? name : `@${username}`;
