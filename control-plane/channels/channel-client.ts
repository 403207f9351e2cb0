/**
 * What connecting a bot asks its channel: whose a token is, and who else receives what is written to the bot. How messages
 * come and go is the runtime's port (`runtime/channels/channel.ts`). A channel on which no bot is connected has no client.
 *
 * Each method throws an {@link AppError}: `invalid`, with an issue at `token`, when the token is no bot's there; `unavailable`,
 * or at Telegram `telegram_unreachable`, when there is no answer. Tokens are in none of them, nor in what causes them.
 */
import { AppError } from "#shared/errors.ts";

export interface ChannelClient {
  /** As the database has it, of bots. */
  readonly name: string;
  /** Takes any text for a token, trimmed. Asked before anything else, so what follows sees tokens of bots alone. */
  identify(token: string): Promise<BotIdentity>;
  /** @returns a sentence about another program that receives what is written to the bot; `null` where there is none */
  otherProgram(token: string, bot: BotIdentity): Promise<string | null>;
  /** Lets us receive it instead. What waits stays. */
  takeOver(token: string): Promise<void>;
}

/** A bot as its channel knows it. */
export interface BotIdentity {
  /** However long; no other bot of the channel has it. */
  readonly externalId: string;
  /** The same as a number, at Telegram alone: what the version before knows bots by. */
  readonly telegramId?: number;
  /** `null` where bots have none. */
  readonly username: string | null;
  readonly name: string;
}

/** @throws {AppError} `invalid` when no bot is connected there, or by a later version alone */
export function clientOf(clients: readonly ChannelClient[], channel: string): ChannelClient {
  const client = clients.find(({ name }) => name === channel);
  if (client) return client;
  const message = `No bots can be connected on ${channel} here`;
  throw new AppError("invalid", message, { issues: [{ path: ["token"], message }] });
}
