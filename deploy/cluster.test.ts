import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Auditor, byTag } from "#shared/testing/telegram/auditor.ts";
import { Person } from "./testing/person.ts";
import { type Spawned, stop } from "./testing/spawned.ts";
import { openWorld, type World } from "./testing/world.ts";

let world: World;
beforeEach(async () => {
  world = await openWorld({ cluster: true, settings: { SHARDS: "64", TELEGRAM_POLL_TIMEOUT_S: "5" } });
});
afterEach(() => world[Symbol.asyncDispose]());

/** A control plane, runtimes, and bots that are all being polled. */
async function openCluster({ runtimes, bots }: { runtimes: number; bots: number }) {
  const controlPlane = await world.start("controlPlane");
  const members = await Promise.all(Array.from({ length: runtimes }, () => world.start("runtime")));
  const ann = new Person(world, controlPlane.ready);
  await ann.register("Ann");
  const telegramBots = Array.from({ length: bots }, () => world.telegram.addBot());
  for (const { token } of telegramBots) await ann.connect(token);
  await vi.waitFor(() => expect(world.telegram.heldPolls).toBe(bots), { timeout: 10_000 });
  return { controlPlane, members, bots: telegramBots };
}

/** Speaks to every bot in turn until the signal aborts. @returns how many messages were sent */
async function speak(bots: Awaited<ReturnType<typeof openCluster>>["bots"], signal: AbortSignal): Promise<number> {
  const users = bots.map(() => world.telegram.user());
  let count = 0;
  while (!signal.aborted) {
    const n = count++ % bots.length;
    users[n]!.says(bots[n]!, `#${count}`);
    await sleep(10);
  }
  return count;
}

const nothingPending = () =>
  vi.waitFor(
    async () =>
      expect(await world.query("select count(*)::int as n from inbox where done_at is null")).toEqual([{ n: 0 }]),
    { timeout: 20_000, interval: 200 },
  );
const unknownSends = async () =>
  (await world.query("select distinct inbox_seq from messages where status = 'unknown'")).length;
const ownerCounts = async () =>
  (await world.query("select owner, count(*)::int as n from shards group by owner order by n")) as {
    owner: string;
    n: number;
  }[];

describe("a cluster", () => {
  test("divides the shards evenly among its runtimes", async () => {
    await openCluster({ runtimes: 2, bots: 4 });
    expect((await ownerCounts()).map(({ n }) => n)).toEqual([32, 32]);
  });

  test("takes over a killed runtime's bots within seconds, and loses and doubles nothing", async () => {
    const auditor = new Auditor(byTag());
    world.telegram.observe(auditor);
    const { members, bots } = await openCluster({ runtimes: 3, bots: 30 });
    const speaking = new AbortController();
    const spoken = speak(bots, speaking.signal);
    await sleep(1_000);
    const killedAt = performance.now();
    await stop(members[0] as Spawned, "SIGKILL");
    await vi.waitFor(
      async () => expect((await ownerCounts()).map(({ owner }) => owner)).not.toContain(members[0]!.ready),
      {
        timeout: 15_000,
        interval: 50,
      },
    );
    await vi.waitFor(() => expect(world.telegram.heldPolls).toBeGreaterThanOrEqual(28), {
      timeout: 10_000,
      interval: 20,
    });
    expect(performance.now() - killedAt).toBeLessThan(10_000);
    speaking.abort();
    await spoken;
    await nothingPending();
    const { lost, doubled, misordered } = auditor.report();
    expect(lost.length).toBeLessThanOrEqual(await unknownSends());
    expect({ doubled, misordered }).toEqual({ doubled: [], misordered: [] });
  }, 60_000);

  test("hands a leaving runtime's bots over, and loses and doubles nothing", async () => {
    const auditor = new Auditor(byTag());
    world.telegram.observe(auditor);
    const { members, bots } = await openCluster({ runtimes: 2, bots: 20 });
    const speaking = new AbortController();
    const spoken = speak(bots, speaking.signal);
    await sleep(500);
    expect(await stop(members[0] as Spawned)).toBe(0);
    await sleep(500);
    await world.start("runtime");
    await vi.waitFor(async () => expect((await ownerCounts()).map(({ n }) => n)).toEqual([32, 32]), { timeout: 5_000 });
    await sleep(500);
    speaking.abort();
    await spoken;
    await nothingPending();
    const { lost, doubled, misordered } = auditor.report();
    expect({ lost, doubled, misordered }).toEqual({ lost: [], doubled: [], misordered: [] });
    console.info(
      bots
        .map(({ polls }) => Math.round(polls.longestGapMs))
        .sort((a, b) => b - a)
        .slice(0, 5),
    );
  }, 60_000);
});
