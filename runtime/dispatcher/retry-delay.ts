/**
 * When something that failed elsewhere is tried again, as posting a webhook or fetching a file: soon at first, then ever
 * more rarely, and after 24 hours no more. Who wants to be left alone for longer is, within reason.
 */

const firstMs = 5_000;
const factor = 3;
const maxMs = 3 * 3_600_000;
const giveUpMs = 24 * 3_600_000;
const maxAskedMs = 3_600_000;

interface Failed {
  /** Attempts so far, with the one that just failed: 1 and up. */
  tries: number;
  /** Since it was first tried, in milliseconds. */
  ageMs: number;
  /** How long the other side asks to wait, in milliseconds. */
  askedMs?: number | null;
  random?: () => number;
}

/** @returns how long to wait, in milliseconds, spread by up to a fifth; `null` when it is given up */
export function retryDelay({ tries, ageMs, askedMs, random = Math.random }: Failed): number | null {
  const delay = Math.min(firstMs * factor ** Math.min(tries - 1, 20), maxMs) * (0.8 + 0.4 * random());
  if (ageMs + delay > giveUpMs) return null;
  return Math.round(Math.max(delay, Math.min(askedMs ?? 0, maxAskedMs, giveUpMs - ageMs)));
}
