/** Time as something one can be given: loops and deadlines that must be right under every schedule take it from here. */
export interface Clock {
  /** Monotonic, in milliseconds. */
  now(): number;
  /** Calls `run` once, `delayMs` from now. @returns a function that calls it off */
  after(delayMs: number, run: () => void): () => void;
}

/** Told by no calendar: nobody can set it. */
export const monotonicClock: Clock = {
  now: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs).unref();
    return () => clearTimeout(timer);
  },
};
