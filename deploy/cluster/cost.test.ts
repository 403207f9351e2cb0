import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { describe, expect, test } from "vitest";
import { type Cluster, openCluster } from "../testing/cluster.ts";

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
    // What was written at the start has to show in the statistics.
    await sleep(2_500);
    const before = { commands: await commands(), rows: await rows() };
    await sleep(seconds * 1_000);
    return { commandsPerSecond: ((await commands()) - before.commands) / seconds, rows: (await rows()) - before.rows };
  } finally {
    redis.disconnect();
  }
}

async function idleWith(runtimes: number, bots: number) {
  await using cluster = await openCluster({ runtimes, bots, leaseTtlMs: 5_000 });
  return await idle(cluster);
}

describe("a cluster that nobody writes to", () => {
  test("writes nothing to the database, and asks Redis by the number of runtimes, not of bots", async () => {
    const few = await idleWith(2, 10);
    const many = await idleWith(2, 200);
    const more = await idleWith(4, 10);
    console.info(
      `Redis commands a second: ${few.commandsPerSecond} with 2 runtimes and 10 bots, ` +
        `${many.commandsPerSecond} with 200 bots, ${more.commandsPerSecond} with 4 runtimes`,
    );
    expect([few.rows, many.rows, more.rows]).toEqual([0, 0, 0]);
    expect(many.commandsPerSecond).toBeLessThan(few.commandsPerSecond * 1.3);
    expect(more.commandsPerSecond).toBeGreaterThan(few.commandsPerSecond);
    expect(more.commandsPerSecond).toBeLessThan(few.commandsPerSecond * 2.2);
  }, 120_000);
});
