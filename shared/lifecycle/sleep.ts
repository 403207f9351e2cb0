/** Waiting that an abort ends early, quietly: loops look at their signal themselves. */
import { setTimeout as wait } from "node:timers/promises";

export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  await wait(ms, undefined, signal && { signal }).catch(() => {});
}

/** @returns how long to wait before try number `failures + 1`, in milliseconds, spread by up to a fifth */
export function backoff(failures: number, { firstMs = 500, maxMs = 30_000, random = Math.random } = {}): number {
  const ms = Math.min(firstMs * 2 ** Math.min(failures, 20), maxMs);
  return ms * (0.8 + 0.4 * random());
}
