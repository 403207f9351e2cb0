/**
 * What cannot be committed just now, since somebody else has locked a row of it, as whoever deletes a bot does: it waits
 * by itself, bot by bot, so that all else goes on. What belongs to a bot stays in its order, also with what comes later;
 * what is a shard's alone comes after all that waits for bots of that shard.
 *
 * Of those held up together most are only beside one that is locked. They are tried again in portions, from the front:
 * one that is let through doubles the next, one that is not halves it, until the one that is locked is found.
 */
import type { Tenure } from "./tenure.ts";

interface Unit {
  readonly tenure: Tenure;
}

/** Whether `later` must not be committed before `earlier`, should that be locked. */
export const waitsFor = ({ tenure: later }: Unit, { tenure: earlier }: Unit): boolean =>
  later.bot === undefined ? later.shard === earlier.shard : later.bot === earlier.bot;

/** A portion that is tried again. */
export interface Retry<Entry> {
  readonly entries: Entry[];
  readonly keys: readonly string[];
  /** How long it may wait for a lock, in milliseconds. */
  readonly lockMs: number;
  readonly startedAt: number;
}

interface Waiting<Entry> {
  readonly shard: number;
  entries: Entry[];
  /** In a row, alone. */
  failures: number;
  dueAt: number;
}

/** A lock that is taken for a moment, as by another's commit, is waited for in the end; in milliseconds. */
const patience = { firstMs: 10, mostMs: 250 };
/** Trying again leaves others this many times as long as it has taken. */
const othersShare = 3;

export class HeldUp<Entry extends Unit> {
  readonly #waiting = new Map<string, Waiting<Entry>>();
  /** How many bots are tried together next. */
  #portion = 1;
  #nextAt = 0;
  readonly #now: () => number;

  /** @param now monotonic, in milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  get empty(): boolean {
    return this.#waiting.size === 0;
  }

  /** How long until something is to be tried, in milliseconds. */
  get pauseMs(): number {
    const dueAt = Math.min(...[...this.#ready()].map(([, { dueAt }]) => dueAt));
    return Math.max(0, this.#nextAt - this.#now(), dueAt - this.#now());
  }

  /** Whether it has to wait behind what waits already. */
  keeps({ tenure }: Unit): boolean {
    return this.#waiting.has(keyOf(tenure)) || (tenure.bot === undefined && this.#holdsOf(tenure.shard));
  }

  /** Keeps what has just come, and belongs behind what waits. */
  push(entry: Entry): void {
    this.#of(entry.tenure).entries.push(entry);
  }

  /** Keeps, or takes back, what was locked: in its order, before all that came since. */
  hold(entries: readonly Entry[]): void {
    const groups = Map.groupBy(entries, ({ tenure }) => keyOf(tenure));
    if (this.empty) this.#portion = Math.max(1, groups.size >> 1);
    for (const group of groups.values()) {
      const waiting = this.#of(group[0]!.tenure);
      waiting.entries = [...group, ...waiting.entries];
    }
  }

  /** @returns what is to be tried now, at most `limit` of it; `null` when it is for others to go on */
  next(limit: number): Retry<Entry> | null {
    const now = this.#now();
    if (this.empty || now < this.#nextAt) return null;
    const keys: string[] = [];
    const entries: Entry[] = [];
    let failures = 0;
    for (const [key, waiting] of this.#ready()) {
      if (keys.length === this.#portion || entries.length === limit) break;
      if (waiting.dueAt > now) continue;
      keys.push(key);
      entries.push(...waiting.entries.splice(0, limit - entries.length));
      failures = Math.max(failures, waiting.failures);
    }
    if (keys.length === 0) return null;
    const lockMs = Math.min(patience.firstMs * 2 ** failures, patience.mostMs);
    return { entries, keys, lockMs, startedAt: now };
  }

  /** Ends a try, after what was locked of it is held again. */
  tried({ keys, startedAt }: Retry<Entry>, locked: readonly Entry[]): void {
    const now = this.#now();
    const blocked = new Set(locked.map(({ tenure }) => keyOf(tenure)));
    for (const key of keys) {
      const waiting = this.#waiting.get(key);
      if (!waiting) continue;
      if (!blocked.has(key)) waiting.failures = 0;
      else if (keys.length === 1) {
        waiting.failures++;
        waiting.dueAt = now + othersShare * (now - startedAt);
        // Behind all others.
        this.#waiting.delete(key);
        this.#waiting.set(key, waiting);
      }
      if (waiting.entries.length === 0) this.#waiting.delete(key);
    }
    const passed = blocked.size === 0;
    this.#portion = passed ? keys.length * 2 : Math.max(1, keys.length >> 1);
    this.#nextAt = passed ? now : now + othersShare * (now - startedAt);
  }

  /** Lets go of everything. */
  splice(): Entry[] {
    const all = [...this.#waiting.values()].flatMap(({ entries }) => entries);
    this.#waiting.clear();
    return all;
  }

  /** Those that nobody else has to go before. */
  *#ready(): Iterable<[string, Waiting<Entry>]> {
    for (const [key, waiting] of this.#waiting) {
      if (key !== keyOf({ shard: waiting.shard }) || !this.#holdsOf(waiting.shard)) yield [key, waiting];
    }
  }

  /** Whether something waits for a bot of that shard. */
  #holdsOf(shard: number): boolean {
    const its = keyOf({ shard });
    return this.#waiting.entries().some(([key, waiting]) => waiting.shard === shard && key !== its);
  }

  #of(tenure: Pick<Tenure, "shard" | "bot">): Waiting<Entry> {
    const key = keyOf(tenure);
    const known = this.#waiting.get(key);
    if (known) return known;
    const waiting = { shard: tenure.shard, entries: [], failures: 0, dueAt: 0 };
    this.#waiting.set(key, waiting);
    return waiting;
  }
}

const keyOf = ({ bot, shard }: Pick<Tenure, "shard" | "bot">): string => bot ?? `shard ${shard}`;
