import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { openCluster } from "../testing/cluster.ts";
import { until } from "../testing/until.ts";
import { flawless } from "../testing/verdict.ts";
import { WatchedWrites } from "../testing/watched-writes.ts";

const leaseTtlMs = 1_500;

describe("a runtime that wakes after it was frozen for three times the life of its lease", () => {
  test("calls and writes nothing for its old shards, and is a member again by itself", async () => {
    await using cluster = await openCluster({ runtimes: 1, bots: 30, leaseTtlMs, thinkingMs: [500, 2_000] });
    const watched = await WatchedWrites.of(cluster);
    const zombie = await watched.addMember("zombie");
    await cluster.settled();
    // In the middle of slow turns.
    await cluster.underLoad(40);
    await until(async () => (await watched.by("zombie")).length > 0, { what: "its writes are seen" });

    zombie.freeze();
    await sleep(3 * leaseTtlMs);
    await until(async () => (await cluster.ownedBy(zombie)).size === 0, { what: "another has taken over" });
    const wokeAt = Date.now();
    zombie.thaw();
    await cluster.settled();
    const [{ ownsAt } = { ownsAt: 0 }] = await cluster.world.query<{ ownsAt: number }>(
      `select extract(epoch from min(granted_at))::float8 * 1000 as "ownsAt" from shards where owner = $1`,
      [zombie.id],
    );
    const isDead = ({ atMs }: { atMs: number }) => atMs >= wokeAt && atMs < ownsAt;
    expect(zombie.entrance.calls.filter(isDead)).toEqual([]);
    expect((await watched.by("zombie")).filter(isDead)).toEqual([]);
    expect(await cluster.verdict()).toEqual(flawless);
  });
});
