import { describe, expect, test } from "vitest";
import { serve } from "../testing/served.ts";
import { sharedRuntime } from "../testing/shared-runtime.ts";

const visit = sharedRuntime();

describe("a bot", () => {
  test("is stopped and started again at once also while its model thinks, and answers once", async () => {
    const served = visit();
    const bot = await served.addBot({ welcomeMessage: "Welcome" });
    const thinking = Promise.withResolvers<void>();
    served.openai.reply(async ({ messages }) => {
      await thinking.promise;
      return `echo: ${messages.at(-1)?.content}`;
    });
    const anna = served.telegram.user();
    anna.says(bot.sim, "Think");
    await served.until(() => served.openai.requests.length === 1);
    anna.says(bot.sim, "after it");
    await served.edit(bot, { isActive: false });
    await served.until(() => bot.sim.polls.held === 0);
    await served.edit(bot, { isActive: true });
    served.telegram.user().says(bot.sim, "/start");
    await bot.sim.waitForMessage("Welcome");
    thinking.resolve();
    await served.settled(bot);
    expect(bot.sim.calls("sendMessage").map(({ params }) => params.text)).toEqual([
      "Welcome",
      "echo: Think",
      "echo: after it",
    ]);
    expect(served.openai.requests).toHaveLength(2);
    expect(await served.messagesUsed(bot.tenantId)).toBe(3);
  });

  test("that is deleted in the middle of an answer is gone, and troubles nobody", async () => {
    const served = visit();
    const bot = await served.addBot();
    const other = await served.addBot();
    const thinking = Promise.withResolvers<string>();
    served.openai.reply(({ messages }) => (messages.at(-1)?.content === "Think" ? thinking.promise : "an answer"));
    served.telegram.user().says(bot.sim, "Think");
    await served.until(() => served.openai.requests.length === 1);
    await served.deleteBot(bot);
    await served.until(() => bot.sim.polls.held === 0);
    thinking.resolve("too late");
    served.telegram.user().says(other.sim, "Hello");
    await other.sim.waitForMessage("an answer");
    await served.settled(other);
    await served.until(async () => (await served.report(bot)) === undefined);
    expect(bot.sim.calls("sendMessage")).toEqual([]);
    // What came in before is removed later.
    expect(await served.sql("select from messages where bot_id = $1 and direction = 'outbound'", [bot.id])).toEqual([]);
  });

  test("is found also when the hint that it changed was lost", async () => {
    const served = visit();
    const bot = await served.addBot();
    await served.sql("update bots set is_active = false, revision = nextval('bot_revision') where id = $1", [bot.id]);
    await served.until(() => bot.sim.polls.held === 0);
  });
});

describe("a runtime", () => {
  test("that owns no shards asks for them once a second, whatever it is told about bots", async () => {
    await using served = await serve();
    const bot = await served.addBot();
    const asked = async () =>
      (
        await served.sql<{ n: number }>(
          "select coalesce(sum(numscans), 0)::int as n from (select seq_scan + coalesce(idx_scan, 0) as numscans from pg_stat_user_tables where relname = 'shards') s",
        )
      )[0]!.n;
    await served.sql("update shards set owner = 'somebody else', epoch = epoch + 1");
    served.coordination.wakeUps.publish("shards", "");
    await served.until(() => bot.sim.polls.held === 0);
    served.coordination.wakeUps.publish("bot", bot.id);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const before = await asked();
    await served.until(async () => (await asked()) > before, 5_000);
    expect((await asked()) - before).toBeLessThan(20);
  });

  test("that loses a shard and gets it back serves it on, with what is pending handled once", async () => {
    await using served = await serve();
    const bot = await served.addBot();
    const thinking = Promise.withResolvers<void>();
    served.openai.reply(async ({ messages }) => {
      await thinking.promise;
      return `echo: ${messages.at(-1)?.content}`;
    });
    const anna = served.telegram.user();
    for (const text of ["one", "two", "three"]) anna.says(bot.sim, text);
    await served.until(() => served.openai.requests.length === 1);
    await served.sql("update shards set epoch = epoch + 1");
    served.coordination.wakeUps.publish("shards", served.runtimeId);
    await served.until(() => served.logged.some((line) => line.includes("taken over")));
    await served.polling(bot);
    thinking.resolve();
    await served.settled(bot);
    expect(bot.sim.calls("sendMessage").map(({ params }) => params.text)).toEqual([
      "echo: one",
      "echo: two",
      "echo: three",
    ]);
    expect(await served.messagesUsed(bot.tenantId)).toBe(3);
    await served.state(bot, "running");
  });

  test("that gets a shard back goes on from what another has made of its conversations meanwhile", async () => {
    await using served = await serve();
    const bot = await served.addBot({ commands: [{ name: "hi", textResponse: "Hi" }] });
    const anna = served.telegram.user();
    anna.says(bot.sim, "/hi");
    await bot.sim.waitForMessage("Hi");
    await served.settled(bot);
    await served.sql(`update conversations set context = '{"by": "another"}' where bot_id = $1`, [bot.id]);
    await served.sql("update shards set epoch = epoch + 2");
    served.coordination.wakeUps.publish("shards", served.runtimeId);
    anna.says(bot.sim, "/hi");
    await bot.sim.waitForMessage("Hi");
    await served.settled(bot);
    expect(await served.sql("select context from conversations where bot_id = $1", [bot.id])).toEqual([
      { context: { by: "another" } },
    ]);
  });
});
