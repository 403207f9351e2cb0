/**
 * The calls of a turn. Sends are journalled and made at most once; what is safe to repeat is repeated.
 */
import type { ApiResponse } from "grammy/types";
import type { Cancellation } from "#shared/lifecycle/cancellation.ts";
import { backoff, sleep } from "#shared/lifecycle/sleep.ts";
import { redact } from "#shared/secrets/redact.ts";
import type { ApiCall, Payload } from "./api-call.ts";
import { Postponed } from "./postponed.ts";
import { outcomeOf } from "./send-failure.ts";
import type { Step, Turn } from "./turn.ts";

type Call = (payload: Payload) => Promise<ApiResponse<unknown>>;
type Refusal = ApiResponse<unknown> & { ok: false };

/** Repeating these shows nothing twice. */
const repeatableSends = new Set(["sendChatAction", "sendMessageDraft", "sendRichMessageDraft"]);
const isSend = (method: string) => /^(send|copy|forward)/.test(method) && !repeatableSends.has(method);

/** A limit that ends this soon is waited for; a later one hands the update back to the queue. In milliseconds. */
const waitInPlaceMs = 3_000;
const tries = 3;
/** A send that Telegram's own faults refuse for this long is given up, so that the chat goes on. In milliseconds. */
const giveUpMs = 10 * 60_000;

interface Options {
  /** Whether the channel itself takes each send once, however often it is made: then none is ever unknown. */
  exact?: boolean;
}

/** @param leave makes a call, once */
export function journalled(turn: Turn, leave: ApiCall, { exact = false }: Options = {}): ApiCall {
  return (method, payload, signal) => {
    const call: Call = (changed) => leave(method, changed, signal ?? turn.life.cancellation);
    return isSend(method) ? send(turn, method, payload, call, exact) : repeat(turn, payload, call, signal);
  };
}

async function send(
  turn: Turn,
  method: string,
  payload: Payload,
  call: Call,
  exact: boolean,
): Promise<ApiResponse<unknown>> {
  const content = String(payload.text ?? payload.caption ?? "");
  turn.life.hold();
  try {
    const step = turn.beginSend({ content, type: typeOf(method) });
    await step.journalled;
    if (!exact && step.earlier && step.earlier.status !== "failed") return recorded(turn, step, payload);
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
        if (exact) throw error;
        return unanswered(turn, step, payload, error);
      }
      if (answer.ok) {
        const { result } = answer;
        const id =
          typeof result === "object" && result !== null && "message_id" in result ? Number(result.message_id) : null;
        turn.settle(step, { status: "sent", telegram_message_id: id, error: null });
        return answer;
      }
      const next = await refused(turn, step, payload, answer, attempt);
      if (next === null) return answer;
      payload = next;
    }
  } finally {
    turn.life.release();
  }
}

/** An earlier handling has sent this, or may have: it is not sent again. */
function recorded(turn: Turn, step: Step, payload: Payload): ApiResponse<unknown> {
  const { status, telegramMessageId } = step.earlier!;
  if (status === "sending") turn.settle(step, { status: "unknown", telegram_message_id: null, error: lostAnswer });
  return standIn(payload, telegramMessageId);
}

const lostAnswer = "Telegram's answer was lost; the message may have arrived and is not sent again";

/** What stands in for Telegram's answer where that is not known (any more). */
const standIn = (payload: Payload, messageId: number | null): ApiResponse<unknown> => ({
  ok: true,
  result: { message_id: messageId ?? 0, date: 0, chat: { id: payload.chat_id, type: "private" }, text: payload.text },
});

/** The call failed without an answer. */
function unanswered(turn: Turn, step: Step, payload: Payload, error: unknown): ApiResponse<unknown> {
  if (outcomeOf(error) === "not_sent")
    return postpone(turn, step, "Telegram cannot be reached", backoff(turn.job.attempts + 2));
  turn.settle(step, { status: "unknown", telegram_message_id: null, error: lostAnswer });
  return standIn(payload, null);
}

/**
 * @param attempt which one this was, from 1
 * @returns what to send now; `null` when the message is given up, and recorded as such
 * @throws {Postponed}
 */
async function refused(
  turn: Turn,
  step: Step,
  payload: Payload,
  answer: Refusal,
  attempt: number,
): Promise<Payload | null> {
  const { error_code: code, description, parameters } = answer;
  const waitMs = limitMs(answer);
  if (waitMs > 0) {
    if (waitMs > waitInPlaceMs || attempt >= tries) return postpone(turn, step, description, waitMs);
    await sleep(waitMs, turn.life.signal);
    return payload;
  }
  if (code >= 500 && attempt < tries) {
    // The Bot API itself says that it failed. A proxy's error page is no JSON, and ends as unknown above.
    await sleep(backoff(attempt - 1), turn.life.signal);
    return payload;
  }
  if (code >= 500 && performance.now() - turn.job.waitingSince < giveUpMs)
    return postpone(turn, step, description, 5_000);
  if (code === 401) return postpone(turn, step, "Telegram no longer accepts the token", 60_000);
  if (code === 400 && isFormatted(payload) && /entit|parse/i.test(description)) return unformatted(payload);
  if (code === 400 && "reply_markup" in payload && /button|keyboard|reply markup/i.test(description)) {
    // One button that Telegram does not take must not silence the text above it.
    turn.trouble("button_refused", `Telegram refused a button: ${redact(description, turn.bot.token)}`);
    return withoutKeyboard(payload);
  }
  if (parameters?.migrate_to_chat_id !== undefined && attempt < tries)
    return { ...payload, chat_id: parameters.migrate_to_chat_id };
  if (code === 403) turn.blocked();
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

/** @returns how long Telegram asks us to wait, in milliseconds; 0 when it does not */
const limitMs = ({ error_code, parameters }: Refusal) =>
  error_code === 429 ? (parameters?.retry_after || 1) * 1000 : 0;

const isFormatted = (payload: Payload) =>
  "entities" in payload || "caption_entities" in payload || "parse_mode" in payload;

function unformatted({ entities: _, caption_entities: __, parse_mode: ___, ...plain }: Payload): Payload {
  return plain;
}

const withoutKeyboard = ({ reply_markup: _, ...bare }: Payload): Payload => bare;

/** Calls that may be made twice: a lost answer, a passing fault or a short limit is answered by trying again. */
async function repeat(turn: Turn, payload: Payload, call: Call, signal?: Cancellation): Promise<ApiResponse<unknown>> {
  for (let attempt = 1; ; attempt++) {
    if (turn.life.ended) throw turn.life.ended;
    let waitMs = backoff(attempt - 1);
    try {
      const answer = await call(payload);
      if (answer.ok || attempt >= tries) return answer;
      const limit = limitMs(answer);
      if (limit > waitInPlaceMs || (answer.error_code < 500 && limit === 0)) return answer;
      waitMs = limit || waitMs;
    } catch (error) {
      if (attempt >= tries || turn.life.ended || signal?.aborted) throw error;
    }
    await sleep(waitMs, turn.life.signal);
  }
}

/** `sendMessage` sends a text, `sendPhoto` a photo, … */
const typeOf = (method: string) =>
  method === "sendMessage" ? "text" : method.replace(/^(send|copy|forward)/, "").toLowerCase();
