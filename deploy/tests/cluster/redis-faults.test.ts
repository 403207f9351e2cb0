import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { type Cluster, openCluster } from "../testing/cluster.ts";
import { until } from "../testing/until.ts";
import { flawless, unknownAnswers } from "../testing/verdict.ts";

const options = { controlPlanes: 2, runtimes: 2, bots: 20, leaseTtlMs: 1_500, answerMs: 200 };
const outageMs = 2 * options.leaseTtlMs;

/** Who loses nothing but a lease has time to hear what became of all that was sent. */
async function expectNoHarm(cluster: Cluster): Promise<void> {
  await cluster.settled();
  expect(await cluster.verdict()).toEqual(flawless);
  expect([...(await unknownAnswers(cluster))]).toEqual([]);
}

describe("a cluster loses and doubles nothing when Redis", () => {
  test.each(["dies", "hangs"] as const)(
    "%s for longer than leases live: it stops in time, and comes back by itself",
    async (trouble) => {
      await using cluster = await openCluster(options);
      const { redis, telegram } = cluster.world;
      await cluster.underLoad();
      if (trouble === "dies") await redis!.kill();
      else redis!.pause();
      await until(() => telegram.heldPolls === 0, {
        what: "nobody polls without a lease",
        timeoutMs: options.leaseTtlMs + 1_000,
      });
      await sleep(outageMs);
      expect(telegram.heldPolls).toBe(0);
      if (trouble === "dies") await redis!.restart();
      else redis!.resume();
      await expectNoHarm(cluster);
    },
    90_000,
  );

  test("forgets everything, again and again", async () => {
    await using cluster = await openCluster(options);
    await cluster.underLoad();
    for (let n = 0; n < 3; n++) {
      await cluster.world.redis!.flush();
      await sleep(700);
    }
    await expectNoHarm(cluster);
  }, 90_000);

  test("is back and empty within a moment", async () => {
    await using cluster = await openCluster(options);
    await cluster.underLoad();
    await cluster.world.redis!.restart();
    await expectNoHarm(cluster);
  }, 90_000);
});
