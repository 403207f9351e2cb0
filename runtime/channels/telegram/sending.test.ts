import { describe, expect, test } from "vitest";
import { Auditor, byTag } from "#shared/testing/telegram/auditor.ts";
import type { Fault } from "#shared/testing/telegram/faults.ts";
import { serve } from "../../testing/served.ts";
import type { ServedBots } from "../../testing/served-bots.ts";
import { sharedRuntime } from "../../testing/shared-runtime.ts";
import type { TestedBot } from "../../testing/tested-bot.ts";

const sendMessage = { method: "sendMessage" };

const visit = sharedRuntime();

const answersOf = async (served: ServedBots, bot: TestedBot) =>
  (await served.messages(bot)).filter(({ direction }) => direction === "outbound");

describe.concurrent("an answer", () => {
  test("waits out a short limit in its place", async () => {
    const served = visit();
    const bot = await served.addBot();
    served.telegram.inject({ kind: "status", status: 429, retryAfterS: 1 }, { ...sendMessage, times: 2 });
    served.telegram.user().says(bot.sim, "Hello");
    await bot.sim.waitForMessage("echo: Hello");
    await served.settled(bot);
    expect((await served.messages(bot)).map(({ status }) => status)).toEqual(["received", "sent"]);
    expect(served.openai.requests).toHaveLength(1);
  });

  test("leaves its lane waiting for a long limit, while other lanes go on, and comes once", async () => {
    const served = visit();
    const bot = await served.addBot();
    const auditor = new Auditor(byTag());
    served.telegram.observe(auditor);
    const anna = served.telegram.user();
    using limit = served.telegram.inject({ kind: "status", status: 429, retryAfterS: 4 }, { ...sendMessage, times: 1 });
    anna.says(bot.sim, "#1");
    await served.until(() => limit.hits === 1);
    anna.says(bot.sim, "#2");
    served.telegram.user().says(bot.sim, "#3");
    await bot.sim.waitForMessage("echo: #3");
    expect(auditor.report().answered).toBe(1);
    await bot.sim.waitForMessage("echo: #2");
    await served.settled(bot);
    expect(auditor.report()).toMatchObject({ answered: 3, lost: [], doubled: [], misordered: [] });
    expect(served.openai.requests).toHaveLength(3);
    expect(await served.messagesUsed(bot.tenantId)).toBe(3);
  });

  test("waits for a Telegram that cannot be reached", async () => {
    await using served = await serve();
    const bot = await served.addBot();
    const thinking = Promise.withResolvers<string>();
    served.openai.reply(() => thinking.promise);
    served.telegram.user().says(bot.sim, "Hello");
    await served.until(() => served.openai.requests.length === 1);
    await served.telegram.refuse();
    thinking.resolve("an answer");
    await served.until(async () => (await served.messages(bot)).some(({ status }) => status === "failed"));
    await served.telegram.accept();
    await bot.sim.waitForMessage("an answer");
    await served.settled(bot);
    expect(await served.messages(bot)).toMatchObject([
      { step: 0 },
      { step: 1_000, status: "sent", telegramMessageId: 2 },
    ]);
    expect(served.openai.requests).toHaveLength(1);
  });

  test.each<[string, Fault, number]>([
    ["the connection is reset before it", { kind: "reset", when: "before" }, 0],
    ["the connection is reset after it", { kind: "reset", when: "after" }, 1],
    ["nothing comes back", { kind: "empty" }, 1],
    ["half an answer comes back", { kind: "truncated" }, 1],
    ["no JSON comes back", { kind: "garbage" }, 1],
    ["a proxy's page comes back", { kind: "status", status: 502, html: true }, 0],
    ["Telegram says that it failed", { kind: "status", status: 500 }, 0],
    ["it is delivered and said to have failed", { kind: "status", status: 502, when: "after" }, 1],
    ["it is delivered and an error's code comes back", { kind: "status", status: 504, when: "after", bare: true }, 1],
  ])("is looked for when %s, and arrives once", async (_, fault, arrived) => {
    const served = visit();
    const bot = await served.addBot();
    const auditor = new Auditor(byTag());
    served.telegram.observe(auditor);
    served.telegram.inject(fault, { ...sendMessage, times: 1 });
    const anna = served.telegram.user();
    anna.says(bot.sim, "#1");
    anna.says(bot.sim, "#2");
    await bot.sim.waitForMessage("echo: #2");
    await served.settled(bot);
    const answers = await answersOf(served, bot);
    expect(answers.map(({ status, telegramMessageId }) => [status, telegramMessageId])).toEqual([
      ["sent", 3],
      ["sent", 4],
    ]);
    expect(bot.sim.calls("sendMessage")).toHaveLength(2);
    expect(bot.sim.calls("stopPoll").length > 30).toBe(arrived === 0);
    expect(auditor.report()).toMatchObject({ answered: 2, lost: [], doubled: [], misordered: [] });
    expect(await served.messagesUsed(bot.tenantId)).toBe(2);
  });

  test("to somebody who has blocked the bot is no trouble, and is tried once", async () => {
    const served = visit();
    const bot = await served.addBot();
    const anna = served.telegram.user();
    anna.says(bot.sim, "one");
    await bot.sim.waitForMessage("echo: one");
    anna.blocks(bot.sim);
    anna.says(bot.sim, "two");
    await served.until(() => bot.sim.calls("sendMessage").length === 2);
    await served.settled(bot);
    expect((await served.messages(bot)).at(-1)).toMatchObject({
      status: "failed",
      error: "Forbidden: bot was blocked by the user",
    });
    expect(await served.sql("select state from conversations")).toEqual([{ state: "blocked" }]);
    expect(await served.sql("select code from bot_errors")).toEqual([]);
    anna.unblocks(bot.sim);
    await served.until(async () => (await served.sql("select from conversations where state = 'active'")).length === 1);
  });

  test("that Telegram refuses is shown with the reason, and the lane goes on", async () => {
    const served = visit();
    const bot = await served.addBot();
    served.telegram.inject(
      { kind: "status", status: 400, description: "Bad Request: chat not found" },
      { ...sendMessage, times: 1 },
    );
    const anna = served.telegram.user();
    anna.says(bot.sim, "one");
    anna.says(bot.sim, "two");
    await bot.sim.waitForMessage("echo: two");
    await served.settled(bot);
    expect((await answersOf(served, bot))[0]).toMatchObject({ status: "failed", error: "Bad Request: chat not found" });
    await served.trouble(bot, "send_refused");
  });

  test("follows a group that has moved", async () => {
    const served = visit();
    const bot = await served.addBot({ commands: [{ name: "hi", textResponse: "Hi" }] });
    const group = served.telegram.group({ type: "group", bots: [bot.sim] });
    const thinking = Promise.withResolvers<string>();
    served.openai.reply(() => thinking.promise);
    served.telegram.user().says(group, `@${bot.sim.username} Hello`);
    await served.until(() => served.openai.requests.length === 1);
    const successor = group.migrate();
    thinking.resolve("an answer");
    expect((await bot.sim.waitForMessage("an answer")).chat.id).toBe(successor.id);
  });

  test("comes in time when Telegram limits what a bot may send, and nothing is lost over it", async () => {
    await using served = await serve({
      telegram: {
        flood: {
          chat: { messages: 5, perMs: 300 },
          group: { messages: 20, perMs: 60_000 },
          bulk: { messages: 30, perMs: 300 },
        },
      },
    });
    const bot = await served.addBot();
    const auditor = new Auditor(byTag());
    served.telegram.observe(auditor);
    const people = Array.from({ length: 8 }, () => served.telegram.user());
    let tag = 0;
    for (let n = 0; n < 6; n++) for (const person of people) person.says(bot.sim, `#${++tag}`);
    await served.until(() => auditor.missing === 0, 20_000);
    await served.settled(bot);
    expect(auditor.report()).toMatchObject({ answered: tag, doubled: [], misordered: [] });
  });
});
