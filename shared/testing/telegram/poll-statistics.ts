/** What a test asks about a bot's polling: was anyone there, and was it only one. */
export class PollStatistics {
  /** 1 while a poll waits for updates. */
  held: 0 | 1 = 0;
  /** getUpdates calls so far. */
  total = 0;
  /** 409 answers given or under way. */
  conflicts = 0;
  /** Times a poll arrived while another one was open. */
  overlaps = 0;
  /** Times without any open poll since the first one, in milliseconds, finished ones only. */
  readonly gapsMs: number[] = [];
  /** When the last gap began; `null` while a poll is open or before the first. */
  gapSinceMs: number | null = null;
  #open = 0;

  get longestGapMs(): number {
    return this.gapsMs.reduce((longest, gap) => Math.max(longest, gap), 0);
  }

  arrived(now: number): void {
    this.total++;
    if (this.#open > 0) this.overlaps++;
    if (this.gapSinceMs !== null) this.gapsMs.push(now - this.gapSinceMs);
    this.gapSinceMs = null;
    this.#open++;
  }

  left(now: number): void {
    this.#open--;
    if (this.#open === 0) this.gapSinceMs = now;
  }
}
