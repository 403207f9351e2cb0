import { describe, expect, test } from "vitest";
import { seedBots } from "../../testing/seeded-bots.ts";
import { type Spawned, stop } from "../../testing/spawned.ts";
import { until } from "../../testing/until.ts";
import { openWorld } from "../../testing/world.ts";

const shards = 64;
const count = 300;
/** 20 a second, after a burst of ten seconds' worth. */
const perMinute = 1_200;
const burst = perMinute / 6;

describe("a cold start", () => {
  test("ramps up at the pace that is set, bots with something waiting before those without, and a fail-over does not", async () => {
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
    const entrance = await world.telegram.entrance();
    const first = await world.start("runtime", { TELEGRAM_API_ROOT: entrance.url });
    await until(() => bots.some(({ sim }) => sim.polls.total > 0), { what: "the first poll" });
    const began = Date.now();
    await until(() => bots.every(({ sim }) => sim.polls.total > 0), { what: "every bot is polled" });
    // In the order in which they came, by Telegram's clock.
    const firstPolls = new Map<string, number>();
    for (const { token, method, atMs } of entrance.calls) {
      if (method === "getupdates" && !firstPolls.has(token)) firstPolls.set(token, atMs - began);
    }
    const waiting = new Set(asked.map(({ sim }) => sim.token));
    const polls = [...firstPolls].map(([token, atMs]) => ({ isAsked: waiting.has(token), atMs }));
    expect(polls).toHaveLength(count);
    // A second more, for what the clock of the runtime is ahead of ours.
    const tooFast = polls.filter(({ atMs }, n) => n + 1 > burst + (atMs / 1_000 + 1) * (perMinute / 60));
    expect(tooFast).toEqual([]);
    expect(polls.at(-1)!.atMs).toBeGreaterThan(3_000);
    // Who had to wait for a turn, and was waited for, was at the head of the line: one in ten in all, at first far more.
    const line = polls.slice(burst);
    const early = line.slice(0, line.length / 2).filter(({ isAsked }) => isAsked).length;
    const late = line.slice(line.length / 2).filter(({ isAsked }) => isAsked).length;
    expect(early + late).toBeGreaterThan(0);
    expect(early).toBeGreaterThan(3 * late);

    // Served a moment ago they need no slow start: one that begins six new bots a minute takes all of them over.
    const second = await world.start("runtime", { TELEGRAM_CONNECTS_PER_MINUTE: "6" });
    const shardsOf = async ({ ready }: Spawned) => {
      const rows = await world.query<{ id: number }>("select id from shards where owner = $1", [ready]);
      return new Set(rows.map(({ id }) => id));
    };
    await until(async () => (await shardsOf(second)).size > shards / 4, { what: "the second has its part" });
    const left = await shardsOf(first);
    const orphans = bots.filter(({ shard }) => left.has(shard));
    expect(orphans.length).toBeGreaterThan(50);
    await stop(first, "SIGKILL");
    const before = new Map(orphans.map(({ sim }) => [sim, sim.polls.total]));
    await until(() => [...before].every(([sim, polls]) => sim.polls.total > polls), {
      what: "every bot of the dead runtime is polled again",
    });
  });
});
