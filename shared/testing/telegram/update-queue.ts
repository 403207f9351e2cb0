/** The updates of one bot that it has not confirmed yet: a FIFO that forgets by offset, by age and beyond its caps. */
import { randomInt } from "node:crypto";
import type { Clock } from "../clock.ts";

const day = 86_400_000;
const lifetimeMs: Record<string, number> = {
  inline_query: 30_000,
  chosen_inline_result: 600_000,
  callback_query: 150_000,
  shipping_query: 150_000,
  pre_checkout_query: 150_000,
};
export const lifetimeOf = (kind: string) => lifetimeMs[kind] ?? day;

const maxUpdates = 100_000;
const maxBytes = 128 * 1024 * 1024;
const maxAnswerBytes = 4 * 1024 * 1024;
/** What the real server counts for the frame around each update. */
const frameBytes = 50;

export interface QueuedUpdate {
  id: number;
  /** The whole update, `update_id` included. */
  json: string;
  bytes: number;
  expiresAtMs: number;
}

export interface QueueOptions {
  clock: Clock;
  /** See `Switches.randomIdAfterWeek`. */
  randomIdAfterWeek: boolean;
  /** Random by default. */
  firstId?: number;
  /** How updates are written; as JSON is by default. */
  write?: (update: object) => string;
}

export class UpdateQueue {
  readonly #options: QueueOptions;
  #updates: QueuedUpdate[] = [];
  /** Where the queue begins in `#updates`; what is before it is confirmed. */
  #head = 0;
  #bytes = 0;
  #lastId: number | null = null;
  #lastPushMs = 0;
  #earliestExpiryMs = Number.POSITIVE_INFINITY;

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  /** Appends an update given without its id; `null` when the queue is full and it vanishes. */
  push(kind: string, update: object): number | null {
    this.#expire();
    const body = (this.#options.write ?? JSON.stringify)(update);
    const bytes = Buffer.byteLength(body);
    if (this.#size >= maxUpdates || this.#bytes + bytes > maxBytes) return null;
    const now = this.#options.clock.now();
    const id = this.#nextId(now);
    const json = body === "{}" ? `{"update_id":${id}}` : `{"update_id":${id},${body.slice(1)}`;
    this.#updates.push({ id, json, bytes, expiresAtMs: now + lifetimeOf(kind) });
    this.#bytes += bytes;
    this.#earliestExpiryMs = Math.min(this.#earliestExpiryMs, now + lifetimeOf(kind));
    this.#lastId = id;
    this.#lastPushMs = now;
    return id;
  }

  /** Forgets what `offset` confirms and returns the oldest of the rest, at most `limit` and near 4 MiB. */
  take(offset: number, limit: number): QueuedUpdate[] {
    if (this.#lastId === null) return [];
    if (offset < 0) this.#forgetBefore(this.#lastId + 1 + offset);
    else if (offset <= this.#lastId + 10) this.#forgetBefore(offset);
    this.#expire();
    const taken: QueuedUpdate[] = [];
    let left = maxAnswerBytes;
    for (let at = this.#head; at < this.#updates.length && taken.length < limit; at++) {
      const update = this.#updates[at]!;
      left -= frameBytes + update.bytes;
      if (left <= 0) break;
      taken.push(update);
    }
    return taken;
  }

  clear(): void {
    this.#forgetBefore(Number.POSITIVE_INFINITY);
  }

  /** The next update gets this id, as after a week without any: it may be lower than those before. */
  restartAt(id: number): void {
    this.#lastId = id - 1;
    this.#lastPushMs = this.#options.clock.now();
  }

  /** Updates that a getUpdates could still return. */
  get pending(): number {
    this.#expire();
    return this.#size;
  }

  get #size(): number {
    return this.#updates.length - this.#head;
  }

  #nextId(now: number): number {
    if (this.#lastId === null) return this.#options.firstId ?? randomId();
    return this.#options.randomIdAfterWeek && now - this.#lastPushMs >= 7 * day ? randomId() : this.#lastId + 1;
  }

  #forgetBefore(id: number): void {
    while (this.#head < this.#updates.length && this.#updates[this.#head]!.id < id) {
      this.#bytes -= this.#updates[this.#head]!.bytes;
      this.#head++;
    }
    this.#compact();
  }

  #expire(): void {
    const now = this.#options.clock.now();
    if (now < this.#earliestExpiryMs) return;
    this.#updates = this.#updates.slice(this.#head).filter(({ expiresAtMs }) => expiresAtMs > now);
    this.#head = 0;
    this.#bytes = 0;
    this.#earliestExpiryMs = Number.POSITIVE_INFINITY;
    for (const { bytes, expiresAtMs } of this.#updates) {
      this.#bytes += bytes;
      this.#earliestExpiryMs = Math.min(this.#earliestExpiryMs, expiresAtMs);
    }
  }

  /** Drops the confirmed part once it outweighs the rest. */
  #compact(): void {
    if (this.#head < 1024 || this.#head * 2 < this.#updates.length) return;
    this.#updates = this.#updates.slice(this.#head);
    this.#head = 0;
  }
}

const randomId = () => randomInt(2_000_001, 1_000_000_001);
