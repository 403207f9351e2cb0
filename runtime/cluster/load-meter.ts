/** How much work came in during the last minute, by shard, and how long it waited: what the runtime tells of itself. */

interface Slice {
  readonly updates: Map<number, number>;
  lagMs: number;
}

const sliceMs = 10_000;
const slices = 6;

export class LoadMeter {
  readonly #now: () => number;
  readonly #slices: Slice[] = [];
  #newest = Number.NEGATIVE_INFINITY;

  /** @param now monotonic, in milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  came(shard: number, updates: number): void {
    const slice = this.#slice();
    slice.updates.set(shard, (slice.updates.get(shard) ?? 0) + updates);
  }

  /** An update waited this long until its handling began. */
  waited(ms: number): void {
    const slice = this.#slice();
    slice.lagMs = Math.max(slice.lagMs, Math.round(ms));
  }

  /** Over the last minute. */
  get lastMinute() {
    this.#slice();
    const shardUpdatesPerMinute: Record<number, number> = {};
    for (const { updates } of this.#slices)
      for (const [shard, count] of updates) shardUpdatesPerMinute[shard] = (shardUpdatesPerMinute[shard] ?? 0) + count;
    return {
      shardUpdatesPerMinute,
      updatesPerMinute: Object.values(shardUpdatesPerMinute).reduce((sum, count) => sum + count, 0),
      lagMs: Math.max(0, ...this.#slices.map(({ lagMs }) => lagMs)),
    };
  }

  #slice(): Slice {
    const number = Math.floor(this.#now() / sliceMs);
    for (let missing = Math.min(slices, number - this.#newest); missing > 0; missing--) {
      this.#slices.unshift({ updates: new Map(), lagMs: 0 });
    }
    this.#slices.length = Math.min(this.#slices.length, slices);
    this.#newest = number;
    return this.#slices[0]!;
  }
}
