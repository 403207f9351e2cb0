/** Whether a bot that should run has gone quiet: the state alone may not have noticed yet. */
import type { Bot } from "#shared/schemas/bot.ts";

/** A held poll answers within a minute even when nobody writes. */
const silentAfterMs = 120_000;

export const isSilent = ({ isActive, status }: Pick<Bot, "isActive" | "status">, now: number): boolean =>
  isActive && status.lastPollAt !== null && now - Date.parse(status.lastPollAt) > silentAfterMs;
