/** What a later version, which runs beside this one during an upgrade, has left in the inbox. */
import { expect, test } from "vitest";
import { serve } from "../testing/served.ts";

test.each([
  ["an order that this version does not know", "system", { botfactory: { type: "of a later version" } }],
  ["an update of a channel that it does not know", "of a later version", {}],
])("%s is left to the later version, and the rest goes on", async (_, channel, more) => {
  await using served = await serve({ start: false });
  const bot = await served.addBot();
  const [anna, ben] = [served.telegram.user(), served.telegram.user()];
  const message = { message_id: 1, date: 1, chat: anna.chat(bot.sim).info, from: anna.info, text: "Hello" };
  await served.sql(
    `insert into inbox (shard, bot_id, tenant_id, update_id, lane, channel, payload)
     select shard, id, tenant_id, -7, 'later:1', $2, $3 from bots where id = $1`,
    [bot.id, channel, JSON.stringify({ update_id: -7, message, ...more })],
  );
  await served.start();
  ben.says(bot.sim, "Hello");
  await bot.sim.waitForMessage();
  await served.until(async () => (await served.sql("select from inbox where done_at is null")).length === 1);
  expect(bot.sim.calls("sendMessage").map(({ params }) => params.chat_id)).toEqual([ben.id]);
  expect(await served.sql("select update_id::int as id, attempts from inbox where done_at is null")).toEqual([
    { id: -7, attempts: 0 },
  ]);
});
