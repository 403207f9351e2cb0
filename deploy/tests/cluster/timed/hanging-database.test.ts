import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { Member } from "../../testing/member.ts";
import { seedBots } from "../../testing/seeded-bots.ts";
import { stop } from "../../testing/spawned.ts";
import { until } from "../../testing/until.ts";
import { openWorld } from "../../testing/world.ts";

const shards = 16;

describe("while PostgreSQL hangs", () => {
  test("who is asked to stop ends with 0 within 15 s", async () => {
    await using world = await openWorld({ cluster: true, ownPostgres: true, settings: { SHARDS: String(shards) } });
    const controlPlane = await world.start("controlPlane");
    const members = [await Member.start(world), await Member.start(world)];
    const bots = await seedBots(world, { count: 8, shards });
    await until(() => bots.every(({ sim }) => sim.polls.total > 0), { what: "every bot is polled" });

    await world.postgres!.pause();
    // Something is being handled, and something more waits.
    const anna = world.telegram.user();
    for (const { sim } of bots) for (const text of ["one", "two"]) anna.says(sim, text);
    await until(() => bots.some(({ sim }) => sim.polls.held === 0), { what: "the updates were handed out" });
    // Whoever looks at the database now and then waits for an answer as well.
    await sleep(1_000);
    const asked = performance.now();
    const ended = async (code: Promise<number | null>) => ({
      code: await code,
      inTime: performance.now() - asked < 15_000,
    });
    const all = [stop(controlPlane), ...members.map((member) => member.stop())];
    expect(await Promise.all(all.map(ended))).toEqual(all.map(() => ({ code: 0, inTime: true })));
  });
});
