import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { describe, expect, test } from "vitest";
import { sharedCluster } from "../testing/shared-cluster.ts";
import { stop } from "../testing/spawned.ts";
import { until } from "../testing/until.ts";
import { flawless } from "../testing/verdict.ts";

const leaseTtlMs = 1_500;
const opened = sharedCluster({ controlPlanes: 2, runtimes: 2, bots: 20, leaseTtlMs });

describe("a cluster loses and doubles nothing when", () => {
  test("both control planes die: runtimes go on, and one that is back makes up for what happened", async () => {
    const cluster = opened();
    await cluster.underLoad();
    await Promise.all(cluster.controlPlanes.map((controlPlane) => stop(controlPlane, "SIGKILL")));
    const before = await cluster.ownership();
    const { answered } = cluster.auditor.report();
    await sleep(2 * leaseTtlMs);
    expect(await cluster.ownership()).toEqual(before);
    expect(cluster.auditor.report().answered).toBeGreaterThan(answered + 30);

    await cluster.members[0]!.kill();
    await cluster.addControlPlane();
    await cluster.settled();
    expect(await cluster.verdict()).toEqual(flawless);
  });

  test("a control plane wakes that was frozen while another did its work", async () => {
    const cluster = opened();
    await cluster.underLoad();
    const [one, other] = cluster.controlPlanes;
    for (const frozen of [one!, other!]) {
      frozen.child.kill("SIGSTOP");
      // With the other's help, whichever of the two was the assigner.
      const [oldest] = cluster.running;
      await oldest!.kill();
      await cluster.addMember();
      await cluster.settled();
      frozen.child.kill("SIGCONT");
    }
    await cluster.settled();
    expect(await cluster.verdict()).toEqual(flawless);
  });

  test("two assigners are at work at once", async () => {
    const cluster = opened();
    await cluster.underLoad();
    const redis = new Redis(cluster.world.redis!.url);
    const stolen = new AbortController();
    // Whoever holds the lease believes in it until it renews it; meanwhile the other takes it.
    const stealing = (async () => {
      while (!stolen.signal.aborted) {
        await redis.del("botfactory:lease:assigner");
        await sleep(50);
      }
    })();
    await cluster.addMember();
    await cluster.members[0]!.kill();
    await until(async () => (await cluster.ownedBy(cluster.members.at(-1)!)).size > 0, {
      what: "the new one has shards",
    });
    await sleep(2 * leaseTtlMs);
    stolen.abort();
    await stealing;
    redis.disconnect();
    await cluster.settled();
    expect(await cluster.verdict()).toEqual(flawless);
  });
});
