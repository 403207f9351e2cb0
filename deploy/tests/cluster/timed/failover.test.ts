import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { openCluster } from "../../testing/cluster.ts";
import { percentile } from "../../testing/percentile.ts";
import { observedMs, pollGaps } from "../../testing/poll-gaps.ts";
import { until } from "../../testing/until.ts";
import { flawless } from "../../testing/verdict.ts";

describe("a runtime that is killed under load", () => {
  test("is replaced within seconds for each of its bots, nothing is lost or doubled, and no other bot notices", async () => {
    // The lease that people run with: the time it takes is the point.
    await using cluster = await openCluster({ runtimes: 3, bots: 300, shards: 1024, leaseTtlMs: 5_000 });
    await cluster.underLoad(100);
    await sleep(observedMs);
    const [victim] = cluster.members;
    const orphans = await cluster.botsOf(victim!);
    const others = cluster.bots.filter((bot) => !orphans.includes(bot));
    expect(orphans.length).toBeGreaterThan(50);
    const before = await cluster.ownership();
    const conflictsBefore = new Map(others.map(({ sim }) => [sim, sim.polls.conflicts]));

    const killedAt = Date.now();
    await victim!.kill();
    const polls = new Map(orphans.map(({ sim }) => [sim, sim.polls.total]));
    await until(() => [...polls].every(([sim, before]) => sim.polls.total > before), {
      what: "every bot of the dead runtime is polled again",
    });
    const gaps = orphans.map(({ sim }) => sim.polls.longestGapSince(killedAt));
    console.info(`fail-over of ${gaps.length} bots`, {
      first: Math.min(...gaps),
      p50: percentile(gaps, 50),
      p99: percentile(gaps, 99),
    });
    const unconcerned = pollGaps(others, killedAt);
    expect(percentile(gaps, 50)).toBeLessThanOrEqual(5_000 + unconcerned.usual);
    expect(percentile(gaps, 99)).toBeLessThanOrEqual(8_000 + unconcerned.usual);
    expect(unconcerned.p99).toBeLessThan(500 + unconcerned.usual);
    // One or another may be handed over since, as the survivors' traffic is not the same.
    const after = await cluster.ownership();
    const untouched = others.filter(({ shard }) => after[shard]!.epoch === before[shard]!.epoch);
    expect(untouched.length).toBeGreaterThan(others.length * 0.9);
    expect(untouched.filter(({ sim }) => sim.polls.conflicts > conflictsBefore.get(sim)!)).toEqual([]);
    expect(await cluster.verdict()).toEqual(flawless);
  });
});
