import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { openCluster } from "../../testing/cluster.ts";
import { jumpingClock } from "../../testing/jumping-clock.ts";
import { flawless } from "../../testing/verdict.ts";

describe("a cluster whose clocks jump by an hour, ahead and back", () => {
  test("serves on: no shard moves, no bot waits, nothing is lost or doubled", async () => {
    await using cluster = await openCluster({ runtimes: 2, bots: 20, settings: jumpingClock });
    const { telegram } = cluster.world;
    await cluster.underLoad();
    const before = await cluster.ownership();
    const since = Date.now();
    for (let jump = 0; jump < 4; jump++) {
      // What is put off by one clock is taken up again by another.
      telegram.inject({ kind: "status", status: 429, retryAfterS: 4 }, { method: "sendMessage", times: 3 });
      await sleep(300);
      for (const member of cluster.members) member.signal("SIGUSR2");
      for (const { child } of cluster.controlPlanes) child.kill("SIGUSR2");
      await sleep(1_500);
    }
    expect(await cluster.ownership()).toEqual(before);
    expect(Math.max(...cluster.bots.map(({ sim }) => sim.polls.longestGapSince(since)))).toBeLessThan(1_000);
    expect(await cluster.verdict()).toEqual(flawless);
  }, 90_000);
});
