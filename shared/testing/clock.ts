/** Time as the simulators see it. Tests that would wait for minutes pass a manual clock and move it on. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `run` once, `delayMs` from now; the returned function calls it off. */
  after(delayMs: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  now: Date.now,
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs).unref();
    return () => clearTimeout(timer);
  },
};

/** A clock that stands still until it is advanced. */
export interface ManualClock extends Clock {
  /** Moves the time on and runs what has become due, in order of its time. */
  advance(ms: number): void;
}

export function manualClock(startMs = Date.now()): ManualClock {
  let now = startMs;
  const due = new Set<{ atMs: number; run: () => void }>();
  const nextUntil = (untilMs: number) =>
    [...due].filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
  return {
    now: () => now,
    after(delayMs, run) {
      const timer = { atMs: now + delayMs, run };
      due.add(timer);
      return () => due.delete(timer);
    },
    advance(ms) {
      const until = now + ms;
      for (let timer = nextUntil(until); timer; timer = nextUntil(until)) {
        due.delete(timer);
        now = timer.atMs;
        timer.run();
      }
      now = until;
    },
  };
}
