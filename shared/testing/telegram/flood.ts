/** Telegram's limits on what a bot sends: per chat, per group, and in bulk over all chats. */

import { tooManyRequests } from "#shared/telegram/api-error.ts";
import type { Clock } from "../clock.ts";
import { RateWindow } from "./rate-window.ts";

export interface FloodLimit {
  messages: number;
  perMs: number;
}

export interface FloodLimits {
  /** In one private chat; short bursts pass. */
  chat: FloodLimit;
  /** In one group or channel. */
  group: FloodLimit;
  /** Over all chats of the bot. */
  bulk: FloodLimit;
}

export const telegramFlood: FloodLimits = {
  chat: { messages: 5, perMs: 5_000 },
  group: { messages: 20, perMs: 60_000 },
  bulk: { messages: 30, perMs: 1_000 },
};

export class FloodControl {
  readonly #limits: FloodLimits | null;
  readonly #clock: Clock;
  readonly #windows = new Map<string, RateWindow>();

  constructor(limits: FloodLimits | null, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /**
   * Counts a message or an edit.
   *
   * @throws {ApiError} 429 when it comes too early; it is not counted then
   */
  pass(chatId: number): void {
    if (!this.#limits) return;
    const now = this.#clock.now();
    const windows = [
      this.#window("bulk", this.#limits.bulk),
      this.#window(String(chatId), chatId < 0 ? this.#limits.group : this.#limits.chat),
    ];
    const waitMs = Math.max(...windows.map((window) => window.waitMs(now)));
    if (waitMs > 0) throw tooManyRequests(Math.ceil(waitMs / 1000));
    for (const window of windows) window.add(now);
  }

  #window(key: string, { messages, perMs }: FloodLimit): RateWindow {
    const window = this.#windows.get(key) ?? new RateWindow(messages, perMs);
    this.#windows.set(key, window);
    return window;
  }
}
