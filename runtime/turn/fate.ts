/** What became of a send that was cut off: a question to the channel, where it can tell without changing anything. */
import type { ServedBot } from "../bots/served-bot.ts";
import type { Payload } from "./api-call.ts";
import { journalPlaceOf } from "./order.ts";
import { Postponed } from "./postponed.ts";
import type { Sends } from "./refusal.ts";
import type { Step, Turn } from "./turn.ts";

/** A send that was journalled, may have been made, and is not made any more. */
export interface CutOffSend {
  readonly bot: ServedBot;
  /** Where it stands in the journal. */
  readonly seq: number;
  readonly step: number;
  readonly conversationId: string;
  /** The chat that it was to go to. */
  readonly chatId: number;
  /** Aborts when its handling ends, also before its time. */
  readonly signal: AbortSignal;
}

/**
 * - `arrived`: it stands in the chat
 * - `absent`: it is not there, and does not come any more
 * - `open`: it shows later which of these it is, after so many milliseconds at the soonest
 * - `unknown`: nobody can tell
 */
export type Fate =
  | { readonly type: "arrived"; readonly messageId: number }
  | { readonly type: "open"; readonly waitMs: number }
  | { readonly type: "absent" | "unknown" };

/**
 * What became of a step of the turn. Until it shows, the update waits, and its lane with it: what comes next in a chat
 * comes after it.
 *
 * @throws {Postponed} while it is open
 */
export async function fateOf(
  { turn, channel }: { turn: Turn; channel: Sends },
  step: Step,
  payload: Payload,
): Promise<Exclude<Fate, { type: "open" }>> {
  const { chat_id: chatId } = payload;
  const { id, chat_id } = turn.conversation;
  if (!channel.fateOf || chatId !== chat_id) return { type: "unknown" };
  // Whoever handles it next looks for it.
  turn.life.throwIfEnded();
  const fate = await channel.fateOf({
    bot: turn.bot,
    seq: journalPlaceOf(turn.job).seq,
    step: step.number,
    conversationId: id,
    chatId,
    signal: turn.life.signal,
  });
  turn.life.throwIfEnded();
  if (fate.type === "open") throw new Postponed(`It shows later whether ${channel.title} took a message`, fate.waitMs);
  return fate;
}
