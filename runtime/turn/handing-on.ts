/** Whether a turn may hand on what it asks of others, and when it may ask itself where it may not. */
import { Postponed } from "./postponed.ts";
import type { Turn } from "./turn.ts";

export interface HandingOn {
  /** Whether everybody who may take the bot over knows orders. */
  readonly isKnown: () => boolean;
  /** Whether orders of a lane wait, or are carried out; also where that cannot be told, as it is for the next owner. */
  readonly waits: (botId: string, lane: string) => boolean;
}

/** Between two looks whether the orders of a chat are carried out, in milliseconds. */
const lookAgainMs = 250;

/**
 * For who asks in the update itself: what was handed on before comes first.
 *
 * @param lane of the orders that it would have been one of
 * @throws {Postponed} while one of them waits
 */
export async function inItsTurn(turn: Turn, lane: string, { waits }: HandingOn): Promise<void> {
  // What an update has handed on a moment ago is in its lane once this returns.
  await turn.writeNow({});
  if (waits(turn.bot.id, lane)) throw new Postponed("What the chat has asked before waits for its answer", lookAgainMs);
}
