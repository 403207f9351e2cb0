import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { Cluster } from "../../testing/cluster.ts";
import { observedMs, type PollGaps, pollGaps } from "../../testing/poll-gaps.ts";
import { sharedCluster } from "../../testing/shared-cluster.ts";
import { flawless, unknownAnswers } from "../../testing/verdict.ts";

const shards = 64;
const opened = sharedCluster({ runtimes: 3, bots: 150, shards, answerMs: 200 });

/** What changed between two looks at who owns what. */
async function moves(cluster: Cluster, change: () => Promise<void>) {
  const before = await cluster.ownership();
  await change();
  await cluster.settled();
  const after = await cluster.ownership();
  return after.filter(({ epoch }, n) => epoch !== before[n]!.epoch).map((now) => ({ ...now, from: before[now.id]! }));
}

/** Beyond the time that what is being handled takes to end. */
const maxGapMs = 250;
/** The same for bots that come to a program which has just started, as a part of the time that its start has taken. */
const maxGapOfStart = 1 / 8;

function expectHardlyAGap(
  what: string,
  gaps: PollGaps,
  [, longestMs]: readonly [number, number],
  mostMs = maxGapMs,
): void {
  console.info(what, gaps);
  expect(gaps.p99).toBeLessThan(mostMs + longestMs + gaps.usual);
}

describe("a planned handover", () => {
  test("of a runtime that leaves moves only its shards, with hardly a gap, and it ends with 0 within 15 s; one that joins gets no more than its part", async () => {
    const thinkingMs: [number, number] = [20, 60];
    const cluster = opened();
    cluster.thinks(thinkingMs);
    await cluster.underLoad();
    await sleep(observedMs);
    const [leaver] = cluster.members;
    const owned = await cluster.ownedBy(leaver!);
    const left = await cluster.botsOf(leaver!);

    const leftAt = Date.now();
    const leaving = await moves(cluster, async () => expect(await leaver!.stop()).toBe(0));
    expect(Date.now() - leftAt).toBeLessThan(15_000);
    expect(leaving.filter(({ epoch, from }) => from.owner !== leaver!.id || epoch !== from.epoch + 1)).toEqual([]);
    expect(leaving.length).toBe(owned.size);
    const stayed = cluster.bots.filter((bot) => !left.includes(bot));
    expectHardlyAGap(`a leave with ${left.length} bots`, pollGaps(left, leftAt, stayed), thinkingMs);

    await sleep(observedMs);
    const joinedAt = Date.now();
    let startMs = 0;
    const joining = await moves(cluster, async () => {
      const since = performance.now();
      await cluster.addMember();
      startMs = performance.now() - since;
    });
    const joiner = cluster.members.at(-1)!;
    expect(joining.length).toBeLessThanOrEqual(Math.ceil(shards / 3));
    expect(joining.length).toBeGreaterThan(0);
    expect(joining.filter(({ owner, epoch, from }) => owner !== joiner.id || epoch !== from.epoch + 1)).toEqual([]);
    const joined = await cluster.botsOf(joiner);
    const untouched = cluster.bots.filter((bot) => !joined.includes(bot));
    expectHardlyAGap(
      `a join with ${joined.length} bots`,
      pollGaps(joined, joinedAt, untouched),
      thinkingMs,
      Math.max(maxGapMs, startMs * maxGapOfStart),
    );
    expect(await cluster.verdict()).toEqual(flawless);
    expect([...(await unknownAnswers(cluster))]).toEqual([]);
  });

  test("lets what is being handled end, however slowly the model thinks", async () => {
    const thinkingMs: [number, number] = [1_500, 2_500];
    const cluster = opened();
    cluster.thinks(thinkingMs);
    await cluster.underLoad(30);
    const [leaver] = cluster.members;
    const bots = await cluster.botsOf(leaver!);
    const leftAt = Date.now();
    await cluster.addMember();
    expect(await leaver!.stop()).toBe(0);
    expect(Date.now() - leftAt).toBeLessThan(15_000);
    await cluster.settled();
    expectHardlyAGap(`a leave while ${bots.length} bots think`, pollGaps(bots, leftAt), thinkingMs);
    expect(await cluster.verdict()).toEqual(flawless);
    expect([...(await unknownAnswers(cluster))]).toEqual([]);
  });
});
