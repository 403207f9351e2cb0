/**
 * Lets bots begin no faster than their channel likes from one address: after a short burst, at a steady pace, those with
 * something waiting first. Those that were served a moment ago have a line of their own, and no slow start: their pace is
 * what the machine bears.
 */
import { sleep } from "#shared/lifecycle/sleep.ts";
import type { Ramp } from "./channel.ts";

interface Options {
  /** Bots that may begin in a minute, at least 1. */
  perMinute: number;
  /** Monotonic, in milliseconds. */
  now?: () => number;
  pause?: (ms: number) => Promise<void>;
}

/** The burst is what this long a time allows, in milliseconds. */
const burstMs = 10_000;
/** More at once would overrun the lines of new connections. */
const warm = { perMinute: 240_000, burstMs: 50 };

export class ConnectRamp implements Ramp {
  readonly #cold: Pace;
  readonly #warm: Pace;

  constructor({ perMinute, now = () => performance.now(), pause = sleep }: Options) {
    this.#cold = new Pace({ perMinute, burstMs, now, pause });
    this.#warm = new Pace({ ...warm, perMinute: Math.max(perMinute, warm.perMinute), now, pause });
  }

  /** @returns whether a bot may begin right now */
  tryTake({ warm = false }: { warm?: boolean } = {}): boolean {
    return this.#of(warm).tryTake();
  }

  /** Calls `begin` when it is the bot's turn. @returns a function that gives the turn up */
  wait(begin: () => void, { urgent, warm = false }: { urgent: boolean; warm?: boolean }): () => void {
    return this.#of(warm).wait(begin, urgent);
  }

  #of(warm: boolean): Pace {
    return warm ? this.#warm : this.#cold;
  }
}

class Pace {
  readonly #perMs: number;
  readonly #burst: number;
  readonly #now: () => number;
  readonly #pause: (ms: number) => Promise<void>;
  readonly #urgent = new Set<() => void>();
  readonly #others = new Set<() => void>();
  #tokens: number;
  #refilledAt: number;
  #opening = false;

  constructor({ perMinute, burstMs, now, pause }: Required<Options> & { burstMs: number }) {
    this.#perMs = perMinute / 60_000;
    this.#burst = Math.max(1, this.#perMs * burstMs);
    this.#now = now;
    this.#pause = pause;
    this.#tokens = this.#burst;
    this.#refilledAt = now();
  }

  tryTake(): boolean {
    if (this.#urgent.size + this.#others.size > 0) return false;
    this.#refill();
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }

  wait(begin: () => void, urgent: boolean): () => void {
    const line = urgent ? this.#urgent : this.#others;
    line.add(begin);
    if (!this.#opening) void this.#open();
    return () => void line.delete(begin);
  }

  async #open(): Promise<void> {
    this.#opening = true;
    while (this.#urgent.size + this.#others.size > 0) {
      this.#refill();
      const line = this.#urgent.size > 0 ? this.#urgent : this.#others;
      if (this.#tokens < 1) {
        await this.#pause(Math.ceil((1 - this.#tokens) / this.#perMs));
        continue;
      }
      const [begin] = line;
      line.delete(begin!);
      this.#tokens--;
      begin!();
    }
    this.#opening = false;
  }

  #refill(): void {
    const now = this.#now();
    this.#tokens = Math.min(this.#burst, this.#tokens + (now - this.#refilledAt) * this.#perMs);
    this.#refilledAt = now;
  }
}
