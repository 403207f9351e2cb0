/** What a test asks about a bot's polling: was anyone there, and was it only one. */
export interface Gap {
  /** When it began, on the simulator's clock. */
  fromMs: number;
  /** How long it lasted. */
  ms: number;
}

export class PollStatistics {
  /** 1 while a poll waits for updates. */
  held: 0 | 1 = 0;
  /** getUpdates calls so far. */
  total = 0;
  /** 409 answers given or under way. */
  conflicts = 0;
  /** Times a poll arrived while another one was open. */
  overlaps = 0;
  /** Times without any open poll since the first one, finished ones only. */
  readonly gaps: Gap[] = [];
  /** When the last gap began; `null` while a poll is open or before the first. */
  gapSinceMs: number | null = null;
  #open = 0;

  get gapsMs(): number[] {
    return this.gaps.map(({ ms }) => ms);
  }

  get longestGapMs(): number {
    return this.gaps.reduce((longest, { ms }) => Math.max(longest, ms), 0);
  }

  /** The longest of the gaps that lasted into the time after `sinceMs`; 0 when there was none. */
  longestGapSince(sinceMs: number): number {
    return this.gaps.reduce((longest, { fromMs, ms }) => (fromMs + ms >= sinceMs ? Math.max(longest, ms) : longest), 0);
  }

  arrived(now: number): void {
    this.total++;
    if (this.#open > 0) this.overlaps++;
    if (this.gapSinceMs !== null) this.gaps.push({ fromMs: this.gapSinceMs, ms: now - this.gapSinceMs });
    this.gapSinceMs = null;
    this.#open++;
  }

  left(now: number): void {
    this.#open--;
    if (this.#open === 0) this.gapSinceMs = now;
  }
}
