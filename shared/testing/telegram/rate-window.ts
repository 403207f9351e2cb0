/** Counts events in a sliding window and says how long the next one has to wait. */
export class RateWindow {
  readonly #limit: number;
  readonly #windowMs: number;
  #times: number[] = [];

  constructor(limit: number, windowMs: number) {
    this.#limit = limit;
    this.#windowMs = windowMs;
  }

  /** Milliseconds until another event is allowed; 0 when it is allowed now. */
  waitMs(now: number): number {
    this.#times = this.#times.filter((at) => at > now - this.#windowMs);
    const oldest = this.#times[this.#times.length - this.#limit];
    return oldest === undefined ? 0 : oldest + this.#windowMs - now;
  }

  add(now: number): void {
    this.#times.push(now);
  }
}
