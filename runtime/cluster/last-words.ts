/**
 * How what is at work ends when a runtime stops: by itself, as far as there is time, and else cut off while its end can
 * still be written down. A send of which nothing were known would count as perhaps made, and never be made again.
 */
import { sleep } from "#shared/lifecycle/sleep.ts";

interface Work {
  /** Resolves when nothing is at work any more. */
  ended: Promise<unknown>;
  cutOff(): void;
}

/** So long what was cut off may take to hear of what it has sent, and to write it down. In milliseconds. */
const lastWordsMs = 2_000;

/** Resolves when all has ended, or after `limitMs`: a database that is away must not keep the process from ending. */
export async function lastWords({ ended, cutOff }: Work, limitMs: number): Promise<void> {
  if (await within(ended, Math.max(limitMs - lastWordsMs, 0))) return;
  cutOff();
  await within(ended, Math.min(lastWordsMs, limitMs));
}

/** @returns whether `work` has ended in time */
async function within(work: Promise<unknown>, ms: number): Promise<boolean> {
  const over = new AbortController();
  const inTime = await Promise.race([work.then(() => true), sleep(ms, over.signal).then(() => false)]);
  over.abort();
  return inTime;
}
