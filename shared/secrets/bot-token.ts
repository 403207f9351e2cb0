/** A bot's token as it lies in the database: sealed for this bot alone. */
import type { Vault } from "./vault.ts";

const purposeOf = (botId: string) => `bot:${botId}:token`;

export const sealBotToken = (vault: Vault, botId: string, token: string): Promise<string> =>
  vault.seal(token, purposeOf(botId));

/** @throws {Error} when it was sealed under another key or for another bot, or was tampered with */
export const openBotToken = (vault: Vault, botId: string, sealed: string): Promise<string> =>
  vault.open(sealed, purposeOf(botId));
