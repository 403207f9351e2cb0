import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { describe, expect, test } from "vitest";
import { type Cluster, openCluster } from "../testing/cluster.ts";
import { seedBots } from "../testing/seeded-bots.ts";
import { until } from "../testing/until.ts";

const seconds = 5;

/** What a cluster that nobody writes to asks of Redis, in commands a second, and writes to PostgreSQL, in rows. */
async function idle(cluster: Cluster) {
  const redis = new Redis(cluster.world.redis!.url);
  const commands = async () => Number(/total_commands_processed:(\d+)/.exec(await redis.info("stats"))![1]);
  const rows = async () => {
    const [stat] = await cluster.world.query<{ rows: number }>(
      `select (tup_inserted + tup_updated + tup_deleted)::int as rows from pg_stat_database
       where datname = current_database()`,
    );
    return stat!.rows;
  };
  try {
    // What was written before may show up to ten seconds late: a connection that rests tells its figures no sooner.
    for (let look = 1; ; look++) {
      const before = { commands: await commands(), rows: await rows() };
      await sleep(seconds * 1_000);
      const commandsPerSecond = ((await commands()) - before.commands) / seconds;
      const written = (await rows()) - before.rows;
      if (written === 0 || look === 4) return { commandsPerSecond, rows: written };
    }
  } finally {
    redis.disconnect();
  }
}

describe("a cluster that nobody writes to", () => {
  test("writes nothing to the database, and asks Redis by the number of runtimes, not of bots", async () => {
    await using cluster = await openCluster({ runtimes: 2, bots: 10 });
    const few = await idle(cluster);
    const added = await seedBots(cluster.world, { count: 190, shards: cluster.shards });
    await until(() => added.every(({ sim }) => sim.polls.held === 1), { what: "the added bots are polled" });
    const many = await idle(cluster);
    await Promise.all([cluster.addMember(), cluster.addMember()]);
    await cluster.settled();
    const more = await idle(cluster);
    console.info(
      `Redis commands a second: ${few.commandsPerSecond} with 2 runtimes and 10 bots, ` +
        `${many.commandsPerSecond} with 200 bots, ${more.commandsPerSecond} with 4 runtimes`,
    );
    expect([few.rows, many.rows, more.rows]).toEqual([0, 0, 0]);
    expect(many.commandsPerSecond).toBeLessThan(few.commandsPerSecond * 1.3);
    expect(more.commandsPerSecond).toBeGreaterThan(many.commandsPerSecond);
    expect(more.commandsPerSecond).toBeLessThan(many.commandsPerSecond * 2.2);
  });
});
