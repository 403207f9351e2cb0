/** Opens bots' sealed tokens. One that was opened a moment ago is not opened again: a handover has no time for it. */
import { recentlyUsed } from "#shared/recently-used.ts";
import { openBotToken } from "#shared/secrets/bot-token.ts";
import type { Vault } from "#shared/secrets/vault.ts";
import type { Listing } from "./bot-directory.ts";

/** @returns `null` when the bot has none */
export type BotTokens = (bot: Pick<Listing, "id" | "tokenSealed">) => Promise<string | null>;

/** How long an opened token is kept that nobody asked for again, in milliseconds. */
const keptMs = 30_000;

export function createBotTokens(vault: Vault): BotTokens {
  const opened = recentlyUsed<Promise<string>>({ max: 20_000, ttl: keptMs });
  return async ({ id, tokenSealed }) => {
    if (tokenSealed === null) return null;
    const known = opened.get(tokenSealed);
    if (known) return known;
    const token = openBotToken(vault, id, tokenSealed);
    opened.set(tokenSealed, token);
    token.catch(() => opened.delete(tokenSealed));
    return token;
  };
}
