import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { Cluster } from "../testing/cluster.ts";
import { sharedCluster } from "../testing/shared-cluster.ts";
import type { Spawned } from "../testing/spawned.ts";
import { until } from "../testing/until.ts";
import { flawless, unknownAnswers } from "../testing/verdict.ts";

const leaseTtlMs = 1_500;
const outageMs = 2 * leaseTtlMs;
const opened = sharedCluster({ controlPlanes: 2, runtimes: 2, bots: 20, leaseTtlMs, answerMs: 200 });

/** Who loses nothing but a lease has time to hear what became of all that was sent. */
async function expectNoHarm(cluster: Cluster): Promise<void> {
  await cluster.settled();
  expect(await cluster.verdict()).toEqual(flawless);
  expect([...(await unknownAnswers(cluster))]).toEqual([]);
}

/** Who asks a control plane whether it can work hears what is wrong, and that it can. */
async function tells({ controlPlanes }: Cluster, troubles: unknown): Promise<void> {
  const [{ ready: url }] = controlPlanes as [Spawned];
  const asks = async () => {
    const answer = await fetch(`${url}/readyz`);
    return { status: answer.status, body: await answer.json() };
  };
  await expect.poll(asks).toEqual({ status: 200, body: { status: "ok", ...(troubles !== undefined && { troubles }) } });
}

describe("a cluster loses and doubles nothing when Redis", () => {
  test.each(["dies", "hangs"] as const)(
    "%s for longer than leases live: it stops in time, and comes back by itself",
    async (trouble) => {
      const cluster = opened();
      const { redis, telegram } = cluster.world;
      await cluster.underLoad();
      if (trouble === "dies") await redis!.kill();
      else redis!.pause();
      await until(() => telegram.heldPolls === 0, {
        what: "nobody polls without a lease",
        timeoutMs: leaseTtlMs + 1_000,
      });
      await sleep(outageMs);
      expect(telegram.heldPolls).toBe(0);
      await tells(cluster, [expect.stringContaining("Redis")]);
      if (trouble === "dies") await redis!.restart();
      else redis!.resume();
      await expectNoHarm(cluster);
      await tells(cluster, undefined);
    },
  );

  test("forgets everything, again and again", async () => {
    const cluster = opened();
    await cluster.underLoad();
    for (let n = 0; n < 3; n++) {
      await cluster.world.redis!.flush();
      await sleep(700);
    }
    await expectNoHarm(cluster);
  });

  test("is back and empty within a moment", async () => {
    const cluster = opened();
    await cluster.underLoad();
    await cluster.world.redis!.restart();
    await expectNoHarm(cluster);
  });
});
