/**
 * A bot for as long as it is served: little, since most bots are idle most of the time. Its supervisor changes it in
 * place when the bot is edited; whoever holds it sees the bot as it now is.
 */
import type { Tenure } from "../committer/tenure.ts";

export interface ServedBot {
  readonly id: string;
  readonly tenantId: string;
  /** Where people write to it. */
  readonly channel: string;
  /** `null` without a token, as is `username`. */
  readonly telegramId: number | null;
  username: string | null;
  name: string;
  /**
   * In the clear: never to be logged. `null`: the bot has none, or is switched off; it is served for its inbox alone.
   */
  token: string | null;
  /** Whether it is switched off, and served for those alone who try it out; left out where it is served for everybody. */
  readonly trialsOnly?: boolean;
  /** Grows with every change of the bot or its commands. */
  revision: number;
  /** The right under which everything of this bot is written. */
  readonly tenure: Tenure;
}
