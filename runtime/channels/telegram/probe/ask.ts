/**
 * Asks Telegram whether there is a message, by having it refuse to stop a poll that is none: that changes nothing. Never to
 * be asked of an id that might be a poll of the bot's own.
 */
import type { ApiResponse } from "grammy/types";
import { meaningOf } from "../refusals.ts";

/**
 * - `there`: there is such a message in that chat, and it is no poll
 * - `not_there`: there is none; or it is a poll, and so not what is looked for
 * - `limited`: to be asked again later, after so many milliseconds
 * - `refused`: it does not tell of this chat (any more)
 * - `odd`: it answers otherwise than Telegram does
 */
export type Told =
  | { readonly type: "there" | "not_there" | "refused" | "odd" }
  | { readonly type: "limited"; readonly waitMs: number };

const serverFaultMs = 2_000;
const unauthorizedMs = 60_000;

export function toldBy(answer: ApiResponse<unknown>): Told {
  // It has stopped something.
  if (answer.ok) return { type: "odd" };
  const { error_code, description } = answer;
  if (error_code === 400 && /message is not a poll/i.test(description)) return { type: "there" };
  if (error_code === 400 && /message with poll to stop not found/i.test(description)) return { type: "not_there" };
  if (error_code === 400 && /poll (?:can't be stopped|has already been closed)/i.test(description))
    return { type: "not_there" };
  const meaning = meaningOf(answer);
  switch (meaning.type) {
    case "wait":
      return { type: "limited", waitMs: meaning.ms };
    case "fault":
      return { type: "limited", waitMs: serverFaultMs };
    case "unauthorized":
      return { type: "limited", waitMs: unauthorizedMs };
    case "blocked":
    case "moved":
    case "no_chat":
      return { type: "refused" };
    default:
      return { type: "odd" };
  }
}
