import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { Client } from "pg";
import { describe, expect, test } from "vitest";
import { shardOf } from "#shared/cluster/shard-of.ts";
import { type Served, serve } from "../testing/served.ts";
import { shards } from "../testing/served-bots.ts";
import type { TestedBot } from "../testing/tested-bot.ts";

/**
 * Takes the runtime's lease away at its next renewal, as a Redis that was emptied does: it can be had again at once.
 *
 * @returns what resolves once the runtime serves again
 */
async function loseLease(served: Served): Promise<{ regained(): Promise<void> }> {
  const { leases } = served.coordination;
  const { renew, release } = leases;
  const before = await epochs(served);
  leases.renew = async (lease) => {
    leases.renew = renew;
    await release(lease);
    return false;
  };
  await served.until(() => served.logged.some((line) => line.includes("lease is over")));
  return { regained: () => served.until(async () => !isDeepStrictEqual(await epochs(served), before)) };
}

/** Each time that a shard is taken anew it has another. */
const epochs = (served: Served) => served.sql("select id, epoch from shards order by id");
const statuses = async (served: Served, bot: TestedBot) => (await served.messages(bot)).map(({ status }) => status);

const hi = { name: "hi", textResponse: "Hi" };

describe.concurrent("a lease that is lost and taken anew at once", () => {
  test("leaves no answer unknown that Telegram was about to confirm", async () => {
    // The lease is looked at every half a second: sooner than Telegram answers.
    await using served = await serve({ config: { LEASE_TTL_MS: "2500" } });
    const bot = await served.addBot({ commands: [hi] });
    using slow = served.telegram.inject({ kind: "delay", ms: 900, when: "after" }, { method: "sendMessage" });
    served.telegram.user().says(bot.sim, "/hi");
    await served.until(() => slow.hits === 1);
    const { regained } = await loseLease(served);
    await regained();
    await served.settled(bot);
    expect(await statuses(served, bot)).toEqual(["received", "sent"]);
    expect(bot.sim.calls("sendMessage")).toHaveLength(1);
  });

  test("leaves no answer unsent that was written down and kept back", async () => {
    await using served = await serve();
    const bot = await served.addBot({ commands: [hi] });
    await using held = new AsyncDisposableStack();
    held.use(await served.holdAnswers());
    served.telegram.user().says(bot.sim, "/hi");
    await served.blocked();
    const { regained } = await loseLease(served);
    // That it was not sent can be recorded only as long as the shards are ours as before.
    const taken = regained().then(() => "taken anew");
    expect(await Promise.race([taken, sleep(500, "waits")])).toBe("waits");
    await held.disposeAsync();
    await taken;
    await served.settled(bot);
    expect(await statuses(served, bot)).toEqual(["received", "sent"]);
    expect(bot.sim.calls("sendMessage")).toHaveLength(1);
  });

  test("waits for no bot that somebody has locked, but for those of its shard", async () => {
    await using served = await serve();
    const locked = await served.addBot({ commands: [hi] });
    let other = await served.addBot({ commands: [hi] });
    while (shardOf(other.id, shards) === shardOf(locked.id, shards)) other = await served.addBot({ commands: [hi] });
    await using stack = new AsyncDisposableStack();
    const holder = stack.adopt(new Client({ connectionString: served.databaseUrl }), (client) => client.end());
    await holder.connect();
    await holder.query("begin");
    await holder.query(`select from bots where telegram_id = ${locked.sim.id} for update`);
    const anna = served.telegram.user();
    anna.says(locked.sim, "/hi");
    await served.until(() => served.logged.some((line) => line.includes("Rows are locked")));
    const { regained } = await loseLease(served);
    await regained();
    anna.says(other.sim, "/hi");
    await served.until(() => other.sim.calls("sendMessage").length > 0);
    expect(locked.sim.calls("sendMessage")).toEqual([]);
    await stack.disposeAsync();
    await served.settled(locked);
    expect(locked.sim.calls("sendMessage")).toHaveLength(1);
  });

  test("does not wait for a Telegram that never answers", async () => {
    await using served = await serve();
    const bot = await served.addBot({ commands: [hi] });
    const anna = served.telegram.user();
    {
      using hang = served.telegram.inject({ kind: "hang", when: "after" }, { method: "sendMessage" });
      anna.says(bot.sim, "/hi");
      await served.until(() => hang.hits === 1);
      const { regained } = await loseLease(served);
      await regained();
    }
    anna.says(bot.sim, "/hi");
    await served.settled(bot);
    // Whoever has the shards next looks for it.
    expect(await statuses(served, bot)).toEqual(["received", "sent", "received", "sent"]);
    expect(bot.sim.calls("sendMessage")).toHaveLength(2);
  });
});
