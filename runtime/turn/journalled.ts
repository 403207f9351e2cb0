/**
 * The calls of a turn. Sends are journalled and made at most once; what is safe to repeat is repeated.
 */
import type { ApiResponse } from "grammy/types";
import type { Cancellation } from "#shared/lifecycle/cancellation.ts";
import { backoff, sleep } from "#shared/lifecycle/sleep.ts";
import { redact } from "#shared/secrets/redact.ts";
import type { ApiCall, Payload } from "./api-call.ts";
import { Postponed } from "./postponed.ts";
import type { Sends } from "./refusal.ts";
import { outcomeOf } from "./send-failure.ts";
import type { Step, Turn } from "./turn.ts";

type Call = (payload: Payload) => Promise<ApiResponse<unknown>>;
type Refused = ApiResponse<unknown> & { ok: false };

/** Repeating these shows nothing twice. */
const repeatableSends = new Set(["sendChatAction", "sendMessageDraft", "sendRichMessageDraft"]);
const isSend = (method: string) => /^(send|copy|forward)/.test(method) && !repeatableSends.has(method);

/** A limit that ends this soon is waited for; a later one hands the update back to the queue. In milliseconds. */
const waitInPlaceMs = 3_000;
const tries = 3;
/** A send that a channel's own faults refuse for this long is given up, so that the chat goes on. In milliseconds. */
const giveUpMs = 10 * 60_000;

/** @param leave makes a call, once */
export function journalled(turn: Turn, channel: Sends, leave: ApiCall): ApiCall {
  const way: Way = { turn, channel };
  return (method, payload, signal) => {
    const call: Call = (changed) => leave(method, changed, signal ?? turn.life.cancellation);
    return isSend(method) ? send(way, method, payload, call) : repeat(way, payload, call, signal);
  };
}

/** Whose calls they are, and where they go. */
interface Way {
  turn: Turn;
  channel: Sends;
}

async function send(way: Way, method: string, payload: Payload, call: Call): Promise<ApiResponse<unknown>> {
  const { turn, channel } = way;
  const content = String(payload.text ?? payload.caption ?? "");
  turn.life.hold();
  try {
    const step = turn.beginSend({ content, type: typeOf(method) });
    await step.journalled;
    if (!channel.isExact && step.earlier && step.earlier.status !== "failed") return recorded(way, step, payload);
    for (let attempt = 1; ; attempt++) {
      if (turn.life.ended) {
        // Cut off before a call: it is known not to have been sent, so another handling may send it.
        failed(turn, step, "The handling was cut off before this was sent");
        throw turn.life.ended;
      }
      let answer: ApiResponse<unknown>;
      try {
        answer = await call(payload);
      } catch (error) {
        if (channel.isExact) throw error;
        return unanswered(way, step, payload, error);
      }
      if (answer.ok) {
        const { result } = answer;
        const id =
          typeof result === "object" && result !== null && "message_id" in result ? Number(result.message_id) : null;
        turn.settle(step, { status: "sent", telegram_message_id: id, error: null });
        return answer;
      }
      const next = await refused(way, step, payload, answer, attempt);
      if (next === null) return answer;
      payload = next;
    }
  } finally {
    turn.life.release();
  }
}

/** An earlier handling has sent this, or may have: it is not sent again. */
function recorded(way: Way, step: Step, payload: Payload): ApiResponse<unknown> {
  const { status, telegramMessageId } = step.earlier!;
  return status === "sending" ? lost(way, step, payload) : standIn(payload, telegramMessageId);
}

/** Nobody knows what became of it. */
function lost({ turn, channel }: Way, step: Step, payload: Payload): ApiResponse<unknown> {
  const error = `${channel.title}'s answer was lost; the message may have arrived and is not sent again`;
  turn.settle(step, { status: "unknown", telegram_message_id: null, error });
  return standIn(payload, null);
}

/** What stands in for an answer that is not known (any more). */
const standIn = (payload: Payload, messageId: number | null): ApiResponse<unknown> => ({
  ok: true,
  result: { message_id: messageId ?? 0, date: 0, chat: { id: payload.chat_id, type: "private" }, text: payload.text },
});

/** The call failed without an answer. */
function unanswered(way: Way, step: Step, payload: Payload, error: unknown): ApiResponse<unknown> {
  const { turn, channel } = way;
  if (outcomeOf(error) === "not_sent")
    return postpone(turn, step, `${channel.title} cannot be reached`, backoff(turn.job.attempts + 2));
  return lost(way, step, payload);
}

/**
 * @param attempt which one this was, from 1
 * @returns what to send now; `null` when the message is given up, and recorded as such
 * @throws {Postponed}
 */
async function refused(
  { turn, channel }: Way,
  step: Step,
  payload: Payload,
  answer: Refused,
  attempt: number,
): Promise<Payload | null> {
  const { description } = answer;
  const meaning = channel.meaningOf(answer, payload);
  switch (meaning.type) {
    case "wait":
      if (meaning.ms > waitInPlaceMs || attempt >= tries) return postpone(turn, step, description, meaning.ms);
      await sleep(meaning.ms, turn.life.signal);
      return payload;
    case "fault":
      if (attempt < tries) {
        // It says itself that it failed. A proxy's error page is no answer of its, and ends as unknown above.
        await sleep(backoff(attempt - 1), turn.life.signal);
        return payload;
      }
      if (performance.now() - turn.job.waitingSince < giveUpMs) return postpone(turn, step, description, 5_000);
      break;
    case "unauthorized":
      return postpone(turn, step, `${channel.title} no longer accepts the token`, 60_000);
    case "instead": {
      const { trouble } = meaning;
      if (trouble) turn.trouble(trouble.code, redact(trouble.message, turn.bot.token));
      return meaning.payload;
    }
    case "moved":
      if (attempt < tries) return { ...payload, chat_id: meaning.chatId };
      break;
    case "blocked":
      turn.blocked();
      break;
  }
  failed(turn, step, description);
  return null;
}

function failed(turn: Turn, step: Step, error: string): void {
  // A server of one's own, or a proxy, may quote the address that was called, and that holds the token.
  turn.settle(step, { status: "failed", telegram_message_id: null, error: redact(error, turn.bot.token) });
}

function postpone(turn: Turn, step: Step, reason: string, waitMs: number): never {
  failed(turn, step, reason);
  throw new Postponed(reason, waitMs);
}

/** Calls that may be made twice: a lost answer, a passing fault or a short limit is answered by trying again. */
async function repeat(
  { turn, channel }: Way,
  payload: Payload,
  call: Call,
  signal?: Cancellation,
): Promise<ApiResponse<unknown>> {
  for (let attempt = 1; ; attempt++) {
    if (turn.life.ended) throw turn.life.ended;
    let waitMs = backoff(attempt - 1);
    try {
      const answer = await call(payload);
      if (answer.ok || attempt >= tries) return answer;
      const meaning = channel.meaningOf(answer);
      if (meaning.type === "wait" && meaning.ms <= waitInPlaceMs) waitMs = meaning.ms;
      else if (meaning.type !== "fault") return answer;
    } catch (error) {
      if (attempt >= tries || turn.life.ended || signal?.aborted) throw error;
    }
    await sleep(waitMs, turn.life.signal);
  }
}

/** `sendMessage` sends a text, `sendPhoto` a photo, … */
const typeOf = (method: string) =>
  method === "sendMessage" ? "text" : method.replace(/^(send|copy|forward)/, "").toLowerCase();
