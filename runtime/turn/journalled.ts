/**
 * The calls of a turn. Sends are journalled and made at most once; what is safe to repeat is repeated.
 */
import type { ApiResponse } from "grammy/types";
import type { Cancellation } from "#shared/lifecycle/cancellation.ts";
import { backoff, sleep } from "#shared/lifecycle/sleep.ts";
import { redact } from "#shared/secrets/redact.ts";
import type { ApiCall, Payload } from "./api-call.ts";
import { fateOf } from "./fate.ts";
import { Postponed } from "./postponed.ts";
import type { Meaning, Sends } from "./refusal.ts";
import { outcomeOf } from "./send-failure.ts";
import type { Step, Turn } from "./turn.ts";

type Call = (payload: Payload) => Promise<ApiResponse<unknown>>;
type Refused = ApiResponse<unknown> & { ok: false };

/** Repeating these shows nothing twice. */
const repeatableSends = new Set(["sendChatAction", "sendMessageDraft", "sendRichMessageDraft"]);
/** The result of these is a list. */
const several = new Set(["sendMediaGroup", "copyMessages", "forwardMessages"]);
const isSend = (method: string) => /^(send|copy|forward)/.test(method) && !repeatableSends.has(method);

/** A limit that ends this soon is waited for; a later one hands the update back to the queue. In milliseconds. */
const waitInPlaceMs = 3_000;
const tries = 3;
/** A send that an exact channel's own faults refuse for this long is given up, so that the chat goes on. In milliseconds. */
const giveUpMs = 10 * 60_000;

/** @param leave makes a call, once */
export function journalled(turn: Turn, channel: Sends, leave: ApiCall): ApiCall {
  return (method, payload, signal) => {
    const way: Way = { turn, channel, method };
    const call: Call = (changed) => leave(method, changed, signal ?? turn.life.cancellation);
    return isSend(method) ? send(way, payload, call) : repeat(way, payload, call, signal);
  };
}

/** Whose call it is, and where it goes. */
interface Way {
  turn: Turn;
  channel: Sends;
  method: string;
}

async function send(way: Way, payload: Payload, call: Call): Promise<ApiResponse<unknown>> {
  const { turn, channel, method } = way;
  const content = String(payload.text ?? payload.caption ?? "");
  turn.life.hold();
  try {
    const step = turn.beginSend({ content, type: typeOf(method) });
    await step.journalled;
    if (!channel.isExact && step.earlier && step.earlier.status !== "failed") {
      const answer = await recorded(way, step, payload);
      if (answer) return answer;
    }
    for (let attempt = 1; ; attempt++) {
      if (turn.life.ended) return cutOff(turn, step, turn.life.ended);
      let answer: ApiResponse<unknown>;
      try {
        answer = await call(payload);
      } catch (error) {
        if (channel.isExact) throw error;
        const stands = await unanswered(way, step, payload, error);
        if (stands) return stands;
        continue;
      }
      if (answer.ok) {
        turn.settle(step, { status: "sent", telegram_message_id: messageIdIn(answer.result), error: null });
        return answer;
      }
      const meaning = channel.meaningOf(answer, payload);
      // Whoever says so, a server or one in front of it: it may have failed after it delivered.
      if (meaning.type === "fault" && !channel.isExact) {
        const stands = await lost(way, step, payload, failureIn(way, answer));
        if (stands) return stands;
        continue;
      }
      const next = await refused(way, step, payload, { answer, meaning, attempt });
      if (next === null) return answer;
      payload = next;
    }
  } finally {
    turn.life.release();
  }
}

/** An earlier handling has sent this, or may have. @returns `null` when it did not arrive, and may be sent */
async function recorded(way: Way, step: Step, payload: Payload): Promise<ApiResponse<unknown> | null> {
  const { status, telegramMessageId } = step.earlier!;
  if (status === "sending") return lost(way, step, payload, answerLost(way));
  return standIn(way, payload, telegramMessageId);
}

/** Nobody knows what became of it, unless it shows. @returns `null` when it did not arrive, and may be sent */
async function lost(way: Way, step: Step, payload: Payload, how: string): Promise<ApiResponse<unknown> | null> {
  const { turn } = way;
  const fate = await fateOf(way, step, payload);
  if (fate.type === "absent") return null;
  if (fate.type === "arrived") {
    turn.settle(step, { status: "sent", telegram_message_id: fate.messageId, error: null });
    return standIn(way, payload, fate.messageId);
  }
  const error = `${how}; the message may have arrived and is not sent again`;
  turn.settle(step, { status: "unknown", telegram_message_id: null, error });
  return standIn(way, payload, null);
}

const answerLost = ({ channel }: Way) => `${channel.title}'s answer was lost`;
const failureIn = ({ turn, channel }: Way, { error_code, description }: Refused) =>
  redact(`${channel.title} failed (${error_code}${description && `: ${description}`})`, turn.bot.token);

/** What stands in for an answer that is not known (any more). */
function standIn({ method }: Way, payload: Payload, messageId: number | null): ApiResponse<unknown> {
  const chat = { id: payload.chat_id, type: "private" };
  const message = { message_id: messageId ?? 0, date: 0, chat, text: payload.text };
  return { ok: true, result: several.has(method) ? [message] : message };
}

/** The call failed without an answer. @returns `null` when it did not arrive, and may be made again */
async function unanswered(
  way: Way,
  step: Step,
  payload: Payload,
  error: unknown,
): Promise<ApiResponse<unknown> | null> {
  const { turn, channel } = way;
  if (outcomeOf(error) === "unknown") return lost(way, step, payload, answerLost(way));
  if (turn.life.ended) return cutOff(turn, step, turn.life.ended);
  return postpone(turn, step, `${channel.title} cannot be reached`, backoff(turn.job.attempts + 2));
}

interface Refusing {
  answer: Refused;
  meaning: Meaning;
  /** Which attempt it was, from 1. */
  attempt: number;
}

/**
 * @returns what to send now; `null` when the message is given up, and recorded as such
 * @throws {Postponed}
 */
async function refused(
  { turn, channel }: Way,
  step: Step,
  payload: Payload,
  { answer: { description }, meaning, attempt }: Refusing,
): Promise<Payload | null> {
  switch (meaning.type) {
    case "wait":
      if (meaning.ms > waitInPlaceMs || attempt >= tries) return postpone(turn, step, description, meaning.ms);
      await sleep(meaning.ms, turn.life.signal);
      return payload;
    case "fault":
      // An exact channel takes the next as the same.
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

/** It is known not to have been sent, so another handling may send it. */
function cutOff(turn: Turn, step: Step, ended: Error): never {
  failed(turn, step, "The handling was cut off before this was sent");
  throw ended;
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

/** @returns of several messages the first one's; `null` where the answer names none */
function messageIdIn(result: unknown): number | null {
  const message: unknown = Array.isArray(result) ? result[0] : result;
  return typeof message === "object" && message !== null && "message_id" in message ? Number(message.message_id) : null;
}

/** `sendMessage` sends a text, `sendPhoto` a photo, … */
const typeOf = (method: string) =>
  method === "sendMessage" ? "text" : method.replace(/^(send|copy|forward)/, "").toLowerCase();
