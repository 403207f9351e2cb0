/** While a runtime serves beside this one that knows no orders, and takes what it finds in the inbox for fresh messages. */
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { Receiver } from "../testing/receiver.ts";
import { type Served, serve } from "../testing/served.ts";
import type { TestedBot } from "../testing/tested-bot.ts";

const old = "rt-0199b2c4-1234";
/** Long enough for a runtime that would pass on too early to have done so. */
const temptationMs = 1_500;

const orders = (served: Served) => served.sql("select from inbox where payload -> 'botfactory' is not null");
const shardOf = async (served: Served, { id }: TestedBot) => {
  const [shard] = await served.sql<{ id: number; owner: string }>(
    "select s.id, s.owner from shards s join bots b on b.shard = s.id where b.id = $1",
    [id],
  );
  return shard!;
};

describe("beside a runtime that knows no orders", () => {
  test("the model and webhooks are asked within the update, of a form as well", async () => {
    await using receiver = await Receiver.open();
    await using served = await serve({ start: false, config: { WEBHOOK_ALLOW: "127.0.0.1" } });
    const bot = await served.addBot({ commands: [{ name: "stock", webhookUrl: receiver.url }] });
    const fields = [{ type: "text" as const, name: "what", label: "What?" }];
    const form = await served.addForm(bot, { name: "Order", fields, onCompleteAction: "ai", aiPrompt: "Answer" });
    await served.start();
    await served.coordination.leases.acquire(`runtime:${old}`, old, 3_600_000);
    served.coordination.wakeUps.publish("assign", old);
    await sleep(0);
    const anna = served.telegram.user();

    const thinking = Promise.withResolvers<string>();
    served.openai.reply(() => thinking.promise);
    anna.says(bot.sim, "What is the meaning of life?");
    await served.until(() => served.openai.requests.length === 1);
    expect(await orders(served)).toEqual([]);
    expect(await served.pending(bot)).toBe(1);
    thinking.resolve("42");
    await bot.sim.waitForMessage("42");

    receiver.says({ text: "43 in stock", form });
    anna.says(bot.sim, "/stock");
    await bot.sim.waitForMessage("43 in stock");
    await bot.sim.waitForMessage(/What\?/);
    served.openai.reply("Tea it is");
    anna.says(bot.sim, "Tea");
    anna.presses(await bot.sim.waitForMessage(/check your answers/), "✓ Confirm");
    await bot.sim.waitForMessage("Tea it is");
    await served.settled(bot);
    expect(await served.submissions(bot)).toMatchObject([{ state: "complete", actionState: "done" }]);

    served.openai.fail({ kind: "status", status: 401 });
    await served.addCommand(bot, { name: "order", responseType: "form", form });
    anna.says(bot.sim, "/order");
    await bot.sim.waitForMessage(/What\?/);
    anna.says(bot.sim, "Milk");
    anna.presses(await bot.sim.waitForMessage(/Milk.*check|check.*Milk/s), "✓ Confirm");
    await served.until(async () => (await served.submissions(bot)).length === 2);
    await served.settled(bot);
    expect(await served.submissions(bot)).toMatchObject([{ actionState: "done" }, { actionState: "failed" }]);
    expect(await orders(served)).toEqual([]);
  });

  test("what was answered within the update is said by it, also when all know orders by then", async () => {
    await using receiver = await Receiver.open();
    await using served = await serve({ start: false, config: { WEBHOOK_ALLOW: "127.0.0.1", LEASE_TTL_MS: "1000" } });
    const bot = await served.addBot({ commands: [{ name: "stock", webhookUrl: receiver.url }] });
    await served.start();
    const lease = (await served.coordination.leases.acquire(`runtime:${old}`, old, 3_600_000))!;
    served.coordination.wakeUps.publish("assign", old);
    await sleep(0);
    receiver.says({ text: "43 in stock" });
    served.openai.reply("42");
    const limit = { kind: "status", status: 429, retryAfterS: 5 } as const;
    const [anna, ben] = [served.telegram.user(), served.telegram.user()];
    // His answer arrives, and is looked for; hers does not.
    using lost = served.telegram.inject({ kind: "reset", when: "after" }, { method: "sendMessage", times: 1 });
    using looked = served.telegram.inject(limit, { method: "stopPoll", times: 1 });
    ben.says(bot.sim, "/stock");
    await served.until(() => lost.hits + looked.hits === 2);
    using limited = served.telegram.inject(limit, { method: "sendMessage", times: 1 });
    anna.says(bot.sim, "What is the meaning of life?");
    await served.until(() => limited.hits === 1);
    await served.coordination.leases.release(lease);
    await bot.sim.waitForMessage("42");
    await served.settled(bot);
    expect([served.openai.requests.length, receiver.received.length]).toEqual([1, 1]);
    const answers = [anna, ben].map((person) =>
      person
        .chat(bot.sim)
        .messages.slice(1)
        .map(({ text }) => text),
    );
    expect(answers).toEqual([["42"], ["43 in stock"]]);
    expect(await orders(served)).toEqual([]);
    // They did by then.
    const thinking = Promise.withResolvers<string>();
    served.openai.reply(() => thinking.promise);
    anna.says(bot.sim, "And now?");
    await served.until(async () => (await orders(served)).length === 1);
    thinking.resolve("43");
    await served.settled(bot);
  });

  test("a question waits for those of its chat that were handed on before it came", async () => {
    await using served = await serve();
    const bot = await served.addBot();
    const thinking = Promise.withResolvers<string>();
    served.openai.reply(({ messages }) => (messages.at(-1)?.content === "First" ? thinking.promise : "43"));
    const anna = served.telegram.user();
    anna.says(bot.sim, "First");
    await served.until(() => served.openai.requests.length === 1);
    await served.coordination.leases.acquire(`runtime:${old}`, old, 3_600_000);
    served.coordination.wakeUps.publish("assign", old);
    await sleep(0);
    anna.says(bot.sim, "Second");
    await served.until(async () => (await served.pending(bot)) === 2);
    await sleep(temptationMs);
    thinking.resolve("42");
    await bot.sim.waitForMessage("43");
    await served.settled(bot);
    expect(bot.sim.calls("sendMessage").map(({ params }) => params.text)).toEqual(["42", "43"]);
    expect((await served.messages(bot)).length).toBe(4);
  });

  test("a shard is passed on to it only once the orders that wait there are carried out", async () => {
    await using served = await serve();
    const bot = await served.addBot();
    const thinking = Promise.withResolvers<string>();
    served.openai.reply(() => thinking.promise);
    served.telegram.user().says(bot.sim, "Think");
    await served.until(() => served.openai.requests.length === 1);
    const { id, owner } = await shardOf(served, bot);
    await served.sql("update shards set target = $2, target_ready = true where id = $1", [id, old]);
    served.coordination.wakeUps.publish("shards", owner);
    await sleep(temptationMs);
    expect(await shardOf(served, bot)).toEqual({ id, owner });
    let passedTo: string | null = null;
    const end = served.coordination.wakeUps.subscribe("assign", (to) => {
      passedTo = to;
    });
    thinking.resolve("42");
    await bot.sim.waitForMessage("42");
    await served.until(() => passedTo === old);
    end();
  });

  test("an order that it gets all the same is held back from it, and carried out by the next runtime", async () => {
    await using served = await serve();
    const bot = await served.addBot();
    served.openai.fail({ kind: "hang" }, 1);
    served.telegram.user().says(bot.sim, "Think");
    const held = () =>
      served.sql<{ held: boolean; attempts: number }>(
        "select not_before > now() + interval '900 years' as held, attempts from inbox where lane like 'ai:%' and done_at is null",
      );
    await served.until(async () => (await held()).length === 1);
    expect(await held()).toEqual([{ held: true, attempts: 0 }]);
    await served.stop();
    expect(await held()).toMatchObject([{ held: true }]);
    served.openai.reply("42");
    await served.start();
    await bot.sim.waitForMessage("42");
    await served.settled(bot);
    expect(bot.sim.calls("sendMessage")).toHaveLength(1);
  });
});
