import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { type Served, serve } from "../testing/served.ts";
import type { TestedBot } from "../testing/tested-bot.ts";

/** Long enough for a runtime that would release too early to have done so. */
const temptationMs = 500;

const menuConfig = {
  text: "Menu",
  rows: [[{ text: "More", action: { type: "menu" as const, value: "more" } }]],
};
const commands = [
  { name: "menu", menuConfig },
  { name: "more", menuConfig: { ...menuConfig, text: "There is more" } },
];

/** The bot's shard; its epoch tells whether it was passed on meanwhile. */
async function shardOf(served: Served, { id }: TestedBot) {
  const [shard] = await served.sql<{ id: number; owner: string; epoch: number }>(
    "select s.id, s.owner, s.epoch from shards s join bots b on b.shard = s.id where b.id = $1",
    [id],
  );
  return shard!;
}

test("a shard is passed on only once what was handled for it is committed, and the next owner handles nothing again", async () => {
  await using served = await serve();
  const bot = await served.addBot({ commands });
  const shard = await shardOf(served, bot);
  let other = await served.addBot();
  while ((await shardOf(served, other)).id === shard.id) other = await served.addBot();
  const anna = served.telegram.user();
  anna.says(bot.sim, "/menu");
  anna.says(other.sim, "Hello");
  const menu = await bot.sim.waitForMessage("Menu");
  await served.settled(bot, other);

  {
    // The finish of the other shard's update waits for this, and all that is handled after it waits behind it.
    await using _held = await served.hold(`select from conversations where bot_id = '${other.id}' for update`);
    anna.says(other.sim, "Hello again");
    await served.blocked();
    anna.presses(menu, "More");
    await served.until(() => bot.sim.calls("editMessageText").length === 1);

    await served.sql("update shards set target = 'another runtime', target_ready = true where id = $1", [shard.id]);
    served.coordination.wakeUps.publish("shards", shard.owner);
    await sleep(temptationMs);
    expect(await shardOf(served, bot)).toEqual(shard);
    expect(await served.pending(bot)).toBe(1);
  }
  // Passed on to one that is not there, and granted to this one again, which looks for what the last has left.
  await served.until(async () => (await shardOf(served, bot)).epoch === shard.epoch + 2);
  anna.says(bot.sim, "Hello");
  await bot.sim.waitForMessage("echo: Hello");
  await served.settled(bot, other);
  expect(bot.sim.calls("answerCallbackQuery")).toHaveLength(1);
  expect(bot.sim.calls("editMessageText")).toHaveLength(1);
  for (const { sim, id } of [bot, other]) {
    expect(sim.calls("sendMessage")).toHaveLength(2);
    expect(
      await served.sql("select status from messages where bot_id = $1 and status not in ('received', 'sent')", [id]),
    ).toEqual([]);
  }
});

test("a handover that is called off keeps the order of a chat, also while something is being stored", async () => {
  await using served = await serve();
  const bot = await served.addBot();
  const { id: shard, owner } = await shardOf(served, bot);
  const anna = served.telegram.user();
  anna.says(bot.sim, "zero");
  await bot.sim.waitForMessage("echo: zero");
  await served.settled(bot);

  served.telegram.inject({ kind: "delay", ms: 3 * temptationMs, when: "before" }, { method: "sendMessage", times: 1 });
  anna.says(bot.sim, "one");
  anna.says(bot.sim, "two");
  await served.until(async () => (await served.pending(bot)) === 2);
  await served.sql("update shards set target = 'another runtime', target_ready = true where id = $1", [shard]);
  served.coordination.wakeUps.publish("shards", owner);
  await sleep(temptationMs);
  await served.sql("update shards set target = null, target_ready = false where id = $1", [shard]);
  {
    // What comes next is stored only when it is known whether this is.
    await using _held = await served.hold(
      `insert into inbox (shard, bot_id, tenant_id, update_id, lane, payload)
       select shard, bot_id, tenant_id, max(update_id) + 1, 'chat:1', '{}' from inbox where bot_id = '${bot.id}' group by 1, 2, 3`,
    );
    anna.says(bot.sim, "three");
    await served.blocked();
    await bot.sim.waitForMessage("echo: one");
    // It is served here again, and "two" has been forgotten.
    await sleep(temptationMs);
  }
  await served.settled(bot);
  expect(bot.sim.calls("sendMessage").map(({ params }) => params.text)).toEqual([
    "echo: zero",
    "echo: one",
    "echo: two",
    "echo: three",
  ]);
});
