/** A token bucket: how much may come at once, and how much in the long run. */
export class Bucket {
  readonly #burst: number;
  readonly #perSecond: number;
  #tokens: number;
  #at: number;

  constructor(burst: number, perSecond: number, now: number) {
    this.#burst = burst;
    this.#perSecond = perSecond;
    this.#tokens = burst;
    this.#at = now;
  }

  /**
   * @param now monotonic, in milliseconds
   * @returns 0 while there is a token, else how long until there is one, in milliseconds
   */
  waitMs(now: number): number {
    this.#fill(now);
    return this.#tokens >= 1 ? 0 : ((1 - this.#tokens) / this.#perSecond) * 1000;
  }

  /** Takes a token. Who did not wait for it is in debt, of one at most. */
  charge(now: number): void {
    this.#fill(now);
    this.#tokens = Math.max(this.#tokens - 1, -1);
  }

  #fill(now: number): void {
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#at) / 1000) * this.#perSecond);
    this.#at = now;
  }
}
