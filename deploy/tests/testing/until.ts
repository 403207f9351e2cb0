/** Waits for a condition instead of for a time. */

import { setTimeout as sleep } from "node:timers/promises";
import { patienceMs } from "#shared/testing/patience.ts";

interface Options {
  /** What is waited for, to be told when it doesn't come. */
  what: string;
  /** How long it is waited for before it counts as hung: twice what tests wait elsewhere, as whole programs start. */
  timeoutMs?: number;
  /** Between two looks. 25 ms by default. */
  everyMs?: number;
}

/**
 * Resolves once `holds` returns true. A look that throws counts as false: what it asks may be down on purpose.
 *
 * @throws {Error} when it takes longer than `timeoutMs`
 */
export async function until(
  holds: () => boolean | Promise<boolean>,
  { what, timeoutMs = 2 * patienceMs, everyMs = 25 }: Options,
): Promise<void> {
  let trouble: unknown;
  for (const deadline = performance.now() + timeoutMs; performance.now() < deadline; await sleep(everyMs)) {
    try {
      if (await holds()) return;
      trouble = undefined;
    } catch (error) {
      trouble = error;
    }
  }
  throw new Error(`Not within ${timeoutMs} ms: ${what}`, { cause: trouble });
}
