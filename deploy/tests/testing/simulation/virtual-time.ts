/** Time that passes only as fast as things happen in it: hours in seconds, and the same every time. */
import type { Clock } from "#shared/lifecycle/clock.ts";

export class VirtualTime implements Clock {
  #now = 0;
  #order = 0;
  readonly #due = new Set<{ atMs: number; order: number; run: () => void }>();

  now = (): number => this.#now;

  after(delayMs: number, run: () => void): () => void {
    const timer = { atMs: this.#now + Math.max(delayMs, 0), order: this.#order++, run };
    this.#due.add(timer);
    return () => void this.#due.delete(timer);
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  /** Lets everything happen that is due until then, each thing to its end before the next. */
  async runUntil(untilMs: number): Promise<void> {
    for (let timer = this.#next(untilMs); timer; timer = this.#next(untilMs)) {
      this.#due.delete(timer);
      this.#now = timer.atMs;
      timer.run();
      await new Promise(setImmediate);
    }
    this.#now = untilMs;
  }

  #next(untilMs: number) {
    let first: { atMs: number; order: number; run: () => void } | undefined;
    for (const timer of this.#due) {
      if (timer.atMs > untilMs) continue;
      if (!first || timer.atMs < first.atMs || (timer.atMs === first.atMs && timer.order < first.order)) first = timer;
    }
    return first;
  }
}
