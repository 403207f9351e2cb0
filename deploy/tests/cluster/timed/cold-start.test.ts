import { describe, expect, test } from "vitest";
import { seedBots } from "../../testing/seeded-bots.ts";
import { until } from "../../testing/until.ts";
import { openWorld } from "../../testing/world.ts";

const shards = 64;
const count = 300;
/** 20 a second, after a burst of ten seconds' worth. */
const perMinute = 1_200;
const burst = perMinute / 6;

describe("a cold start", () => {
  test("ramps up at the pace that is set, bots with something waiting before those without", async () => {
    const settings = { SHARDS: String(shards), TELEGRAM_CONNECTS_PER_MINUTE: String(perMinute) };
    await using world = await openWorld({ cluster: true, settings });
    await world.start("controlPlane");
    const bots = await seedBots(world, { count, shards });
    const asked = bots.filter((_, n) => n % 10 === 0);
    await world.query(
      `insert into inbox (shard, bot_id, tenant_id, update_id, lane, payload)
       select b.shard, b.id, b.tenant_id, 1, 'chat:1', '{"update_id": 1}' from bots b where b.id = any($1)`,
      [asked.map(({ id }) => id)],
    );
    await world.start("runtime");
    await until(() => bots.some(({ sim }) => sim.polls.total > 0), { what: "the first poll" });
    const began = performance.now();
    const polled = (some: typeof bots) => some.filter(({ sim }) => sim.polls.total > 0).length;
    let askedAt = 0;
    const tooFast: string[] = [];
    await until(
      () => {
        const seconds = (performance.now() - began) / 1_000;
        const now = polled(bots);
        // A second more, for what the clock of the runtime is ahead of ours.
        if (now > burst + (seconds + 1) * (perMinute / 60)) tooFast.push(`${now} after ${seconds} s`);
        if (askedAt === 0 && polled(asked) === asked.length) askedAt = now;
        return now === count;
      },
      { what: "every bot is polled" },
    );
    expect(tooFast).toEqual([]);
    // Those that had to wait were at the head of the line.
    expect(askedAt).toBeLessThanOrEqual(burst + asked.length);
    expect(performance.now() - began).toBeGreaterThan(3_000);
  });
});
