/** How long nobody polled for bots, beside what is usual on this machine at this moment. */
import { percentile } from "./percentile.ts";
import type { SeededBot } from "./seeded-bots.ts";

/** How long a cluster has to be under load before what is usual is known, in milliseconds. */
export const observedMs = 3_000;

export interface PollGaps {
  /** Of each bot's longest gap. */
  p50: number;
  p99: number;
  /**
   * The same p99 in the time just before, or, if it is more, of bots to which nothing happened meanwhile: between any two
   * polls lies the commit of what the first has brought, and on a busy machine that takes its time.
   */
  usual: number;
}

/** @param untouched bots to which nothing happened since */
export function pollGaps(bots: readonly SeededBot[], sinceMs: number, untouched: readonly SeededBot[] = []): PollGaps {
  const longestOf = (some: readonly SeededBot[]) => some.map(({ sim }) => sim.polls.longestGapSince(sinceMs));
  const longest = longestOf(bots);
  const before = bots.map(({ sim }) => {
    const gaps = sim.polls.gaps.filter(({ fromMs }) => fromMs > sinceMs - observedMs && fromMs < sinceMs);
    return Math.max(0, ...gaps.map(({ ms }) => ms));
  });
  return {
    p50: percentile(longest, 50),
    p99: percentile(longest, 99),
    usual: Math.max(percentile(before, 99), percentile(longestOf(untouched), 99)),
  };
}
