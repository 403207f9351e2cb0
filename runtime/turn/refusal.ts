/** What the sends of a turn must know of the channel that they go through: above all, what it means when it refuses one. */
import type { ResponseParameters } from "grammy/types";
import type { Payload } from "./api-call.ts";
import type { CutOffSend, Fate } from "./fate.ts";

/** As the Bot API refuses; a channel of another make says it in these terms. */
export interface Refusal {
  readonly error_code: number;
  readonly description: string;
  readonly parameters?: ResponseParameters | undefined;
}

/**
 * - `wait`: there is a limit, for so many milliseconds
 * - `fault`: it failed by itself, before it did what it was asked to or after: the same may do a little later, where
 *   it may be done twice
 * - `unauthorized`: it does not know the bot (any more)
 * - `unchanged`: an edit that would change nothing
 * - `instead`: this in its place may be taken; after a few of these there is none left
 * - `moved`: the chat has another id now
 * - `blocked`: the bot may not write there any more
 * - `too_long`: so long a text goes into no message
 * - `no_chat`: there is no such chat, or none that the bot may write in
 * - `refused`: for good, for any other reason
 */
export type Meaning =
  | { readonly type: "wait"; readonly ms: number }
  | { readonly type: "instead"; readonly payload: Payload; readonly trouble?: Trouble }
  | { readonly type: "moved"; readonly chatId: number }
  | { readonly type: "fault" | "unauthorized" | "unchanged" | "blocked" | "too_long" | "no_chat" | "refused" };

/** Something to tell on the bot's page. */
export interface Trouble {
  readonly code: string;
  readonly message: string;
}

export interface Sends {
  /** What people call it: that refuses, does not answer, and cannot be reached. */
  readonly title: string;
  /** Whether it takes each send once, however often it is made: then none is ever unknown. */
  readonly isExact: boolean;
  /** @param payload what was sent; without it nothing is proposed instead */
  meaningOf(refusal: Refusal, payload?: Payload): Meaning;
  /** Looks for a message that was sent, perhaps; absent where nobody can tell, and it stays unknown. Never rejects. */
  fateOf?(send: CutOffSend): Promise<Fate>;
}
