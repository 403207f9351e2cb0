/** Where the polls of one bot are held. At most one at a time: a newer one sends the older away with 409. */

import { ApiError } from "#shared/telegram/api-error.ts";
import type { Clock } from "../clock.ts";
import { type Answer, refused } from "./answer.ts";
import { PollStatistics } from "./poll-statistics.ts";
import type { UpdateQueue } from "./update-queue.ts";

const conflictPauseMs = 3_000;
const conflict = (reason: string) => refused(new ApiError(409, `Conflict: ${reason}`));
const replaced = conflict("terminated by other getUpdates request; make sure that only one bot instance is running");
const webhookActive = conflict(
  "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
);
const webhookSet = conflict("terminated by setWebhook request");

export interface PollRequest {
  /** 0 when absent. */
  offset: number;
  /** 1..100. */
  limit: number;
  /** Seconds, 0..50. */
  timeout: number;
}

/** The client behind a poll. */
interface Caller {
  answer(answer: Answer): void;
  /** The poll can get no updates any more; counted once. */
  leave(): void;
}

interface Held {
  request: PollRequest;
  caller: Caller;
  cancelTimeout(): void;
}

export class LongPolls {
  readonly statistics = new PollStatistics();
  readonly #queue: UpdateQueue;
  readonly #clock: Clock;
  #held: Held | null = null;
  #wakeScheduled = false;
  #nextConflictAtMs = 0;
  #previous = { offset: -1, atMs: Number.NEGATIVE_INFINITY };

  constructor(queue: UpdateQueue, clock: Clock) {
    this.#queue = queue;
    this.#clock = clock;
  }

  /**
   * Answers at once or later. The returned function says that the client has
   * gone away: the poll ends without an answer and nothing is confirmed.
   */
  poll(request: PollRequest, hasWebhook: boolean, answer: (answer: Answer) => void): () => void {
    const { now } = this.#clock;
    this.statistics.arrived(now());
    let open = true;
    const leave = () => {
      if (open) this.statistics.left(now());
      open = false;
    };
    const caller = { answer, leave };
    if (hasWebhook) this.#refuse(webhookActive, caller);
    else this.#serve(this.#slowedDown(request), caller);
    return () => {
      if (this.#held?.caller === caller) this.#unhold();
      leave();
    };
  }

  /** To be called after an update was queued. Updates queued together are answered together. */
  wake(): void {
    if (!this.#held || this.#wakeScheduled) return;
    this.#wakeScheduled = true;
    setImmediate(() => {
      this.#wakeScheduled = false;
      this.release();
    });
  }

  /** Answers the held poll now, with what there is. */
  release(): void {
    const held = this.#unhold();
    if (held) this.#serve({ ...held.request, timeout: 0 }, held.caller);
  }

  /** Ends the held poll because a webhook takes over. */
  giveWayToWebhook(): void {
    const held = this.#unhold();
    if (held) this.#refuse(webhookSet, held.caller);
  }

  #serve(request: PollRequest, caller: Caller): void {
    const updates = this.#queue.take(request.offset, request.limit);
    if (updates.length === 0 && request.timeout > 0) {
      this.#hold(request, caller);
      return;
    }
    caller.leave();
    caller.answer({ status: 200, body: `{"ok":true,"result":[${updates.map(({ json }) => json).join(",")}]}` });
  }

  #hold(request: PollRequest, caller: Caller): void {
    const older = this.#unhold();
    if (older) this.#refuse(replaced, older.caller);
    const cancelTimeout = this.#clock.after(request.timeout * 1000, () => this.release());
    this.#held = { request, caller, cancelTimeout };
    this.statistics.held = 1;
  }

  #unhold(): Held | null {
    const held = this.#held;
    held?.cancelTimeout();
    this.#held = null;
    this.statistics.held = 0;
    return held;
  }

  #refuse(answer: Answer, caller: Caller): void {
    caller.leave();
    this.statistics.conflicts++;
    const now = this.#clock.now();
    if (now < this.#nextConflictAtMs) {
      this.#clock.after(conflictPauseMs, () => caller.answer(answer));
      return;
    }
    this.#nextConflictAtMs = now + conflictPauseMs;
    caller.answer(answer);
  }

  /** Asking for the same again and again is slowed down. */
  #slowedDown({ offset, limit, timeout }: PollRequest): PollRequest {
    const now = this.#clock.now();
    const sinceMs = offset === this.#previous.offset ? now - this.#previous.atMs : Number.POSITIVE_INFINITY;
    this.#previous = { offset, atMs: now };
    return {
      offset,
      limit: sinceMs < 500 ? 1 : limit,
      timeout: sinceMs < 3_000 && timeout < 3 ? 3 : timeout,
    };
  }
}
