/** Where Telegram's servers differ from one another, or where a test wants a limit on or off. */
import { type Clock, systemClock } from "../clock.ts";
import type { Wire } from "../listener.ts";
import type { FloodLimits } from "./flood.ts";

export interface Switches {
  /** Drives expiry, waits and limits; the system's by default. */
  clock: Clock;
  /** What the server speaks: an older one knows no widgets and no setMySettings. */
  botApi: "10.3" | "10.5";
  /** How a malformed token is answered: 404 as api.telegram.org does, or 401 as a server of one's own. */
  malformedToken: 404 | 401;
  /** After a week without updates the next id is random again, and may be lower. */
  randomIdAfterWeek: boolean;
  /** Limits on messages and edits; `null` lets everything pass. */
  flood: FloodLimits | null;
  /** New bots that one address may bring up per minute and hour; `null` for any number. */
  coldStart: { perMinute: number; perHour: number } | null;
  /** Calls of one profile setter (setMyCommands and so on) a bot may make per hour; `null` for any number. */
  profileCallsPerHour: number | null;
  /** Whether sendRichMessage and its draft exist; old servers answer 404. */
  richMessages: boolean;
  /** What is added to the ids of messages, which then may be longer than a number holds; `null`: nothing. */
  messageIdsFrom: bigint | null;
  /** Whether sendMessageDraft exists. */
  drafts: boolean;
  /** Keeps calls and messages for the test to look at; benchmarks turn it off to keep memory flat. */
  record: boolean;
  /** Port to listen on; 0 takes a free one. */
  port: number;
  /** What to speak: plain HTTP, or TLS with HTTP/1.1 alone or with HTTP/2 too. */
  wire: Wire;
}

export const defaultSwitches: Switches = {
  clock: systemClock,
  botApi: "10.5",
  malformedToken: 404,
  randomIdAfterWeek: true,
  flood: null,
  coldStart: null,
  profileCallsPerHour: null,
  richMessages: true,
  messageIdsFrom: null,
  drafts: true,
  record: true,
  port: 0,
  wire: "plain",
};

/** What api.telegram.org is known to allow a new address. */
export const telegramColdStart = { perMinute: 20, perHour: 600 };
