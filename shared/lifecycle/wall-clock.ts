/**
 * The time of day by one clock that all programs share, so that what they write stands in the order in which it happened,
 * however their machines' clocks differ or are set.
 */
import { rounds } from "./rounds.ts";

const everyMs = 60_000;
/** What takes longer tells too little. */
const mostMs = 500;

/** Asks the shared clock, in ms since the epoch. */
type Look = () => Promise<number>;

export class WallClock {
  /** The shared clock's time when the monotonic one was 0; `null` before the first look: until then this machine's is good. */
  #origin: number | null = null;

  /** In whole ms since the epoch. Between two looks it goes on by the monotonic clock. */
  readonly now = (): number => (this.#origin === null ? Date.now() : Math.floor(this.#origin + performance.now()));

  /** Looks once. */
  async set(look: Look): Promise<void> {
    const asked = performance.now();
    const time = await look();
    const took = performance.now() - asked;
    if (took <= mostMs || this.#origin === null) this.#origin = time - asked - took / 2;
  }

  /** Looks again and again until `signal` aborts. While the clock cannot be asked, the last look stands. */
  keep(look: Look, signal: AbortSignal): Promise<void> {
    return rounds({ everyMs, round: () => this.set(look), failed: () => {} }, signal);
  }
}

/** One for the process. */
export const wallClock = new WallClock();
