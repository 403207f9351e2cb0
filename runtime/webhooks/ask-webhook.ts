/**
 * Asks a webhook at once, for somebody who waits. It is a delivery like all others: kept before it is sent, logged, and
 * tried again by the queue when it fails, though nobody waits for the answer any more.
 */
import { CommandAnswer } from "#shared/schemas/webhook-answer.ts";
import type { Attempt } from "./attempt.ts";
import type { Deliveries, NewDelivery } from "./deliveries.ts";

/** What the webhook wants to be shown, or why there is nothing. */
export type Asked = { answer: CommandAnswer } | { answer: null; reason: string };

/**
 * @param inboxSeq of the update that asks: it is told of in one delivery, however often the update is handled
 * @param signal ends the waiting; the delivery stays, to be tried again
 */
export type AskWebhook = (inboxSeq: number, delivery: NewDelivery, signal: AbortSignal) => Promise<Asked>;

export function createAskWebhook({ deliveries, attempt }: { deliveries: Deliveries; attempt: Attempt }): AskWebhook {
  return async (inboxSeq, made, signal) => {
    const delivery = await deliveries.forUpdate(inboxSeq, made);
    // An earlier handling ended between the answer and its being remembered.
    if (delivery.delivered) return read(delivery.lastAnswer);
    const tried = await attempt(delivery, signal);
    await deliveries.record(delivery, tried);
    if (!tried.delivered) return { answer: null, reason: tried.attempt.error ?? "There was no answer" };
    return read(tried.answer);
  };
}

function read(body: string | null): Asked {
  const answer = CommandAnswer.safeParse(parsed(body ?? "")).data;
  if (answer) return { answer };
  return { answer: null, reason: 'Its answer is not JSON like {"text": "…"}' };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
