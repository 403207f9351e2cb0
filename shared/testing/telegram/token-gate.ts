/** Decides whether a token may call at all, and how many new bots an address may bring up. */

import { ApiError, tooManyRequests } from "#shared/telegram/api-error.ts";
import type { Clock } from "../clock.ts";
import type { Bot } from "./bot.ts";
import { RateWindow } from "./rate-window.ts";
import type { Switches } from "./switches.ts";

const wellFormed = /^[1-9]\d{0,15}:[\w-]{30,}$/;

export class TokenGate {
  readonly #switches: Switches;
  readonly #clock: Clock;
  readonly #bots = new Map<string, Bot>();
  readonly #started = new Set<string>();
  readonly #addresses = new Map<string, [perMinute: RateWindow, perHour: RateWindow]>();

  constructor(switches: Switches) {
    this.#switches = switches;
    this.#clock = switches.clock;
  }

  admit(token: string, bot: Bot): void {
    this.#bots.set(token, bot);
  }

  revoke(token: string): void {
    this.#bots.delete(token);
  }

  /** Who has this token; `undefined` when nobody has. */
  owner(token: string): Bot | undefined {
    return this.#bots.get(token);
  }

  /** @throws {ApiError} 404 or 401 for a bad token, 429 when the address starts too many bots */
  enter(token: string, address: string): Bot {
    const bot = this.#bots.get(token);
    if (!bot) throw this.#refusal(token);
    if (!this.#started.has(token)) this.#start(token, address);
    return bot;
  }

  #refusal(token: string): ApiError {
    if (wellFormed.test(token)) return new ApiError(401, "Unauthorized");
    return this.#switches.malformedToken === 404
      ? new ApiError(404, "Not Found")
      : new ApiError(401, "Unauthorized: invalid token specified");
  }

  #start(token: string, address: string): void {
    const limit = this.#switches.coldStart;
    if (limit) {
      const windows = this.#addresses.get(address) ?? [
        new RateWindow(limit.perMinute, 60_000),
        new RateWindow(limit.perHour, 3_600_000),
      ];
      this.#addresses.set(address, windows);
      const now = this.#clock.now();
      const waitMs = Math.max(...windows.map((window) => window.waitMs(now)));
      if (waitMs > 0) throw tooManyRequests(Math.floor(waitMs / 1000) + 1);
      for (const window of windows) window.add(now);
    }
    this.#started.add(token);
  }
}
