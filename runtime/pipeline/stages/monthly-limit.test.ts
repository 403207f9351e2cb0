import { describe, expect, test } from "vitest";
import { serve } from "../../testing/served.ts";
import { sharedRuntime } from "../../testing/shared-runtime.ts";

const usedUp = /used up its messages/;
const thisMonth = () => `${new Date().toISOString().slice(0, 7)}-01`;

const visit = sharedRuntime();

describe.concurrent("the month's messages", () => {
  test("are counted once each; beyond them nothing is counted, a chat is told once, and no model is asked", async () => {
    const served = visit();
    const tenant = await served.addTenant({ plan: "free", maxMessagesPerMonth: 3 });
    const bot = await served.addBot({ tenant, commands: [{ name: "hi", textResponse: "Hi" }] });
    const anna = served.telegram.user();
    for (const text of ["one", "/hi", "three", "four", "/hi", "six"]) anna.says(bot.sim, text);
    await bot.sim.waitForMessage(usedUp);
    await served.settled(bot);
    expect(bot.sim.calls("sendMessage")).toHaveLength(4);
    expect(served.openai.requests).toHaveLength(2);
    expect(await served.messagesUsed(tenant)).toBe(3);

    served.telegram.user().says(bot.sim, "And me?");
    await bot.sim.waitForMessage(usedUp);
    await served.settled(bot);
    expect(await served.messagesUsed(tenant)).toBe(3);
  });

  test("stay used up when the runtime is started again, and the notice is not repeated", async () => {
    await using served = await serve();
    const tenant = await served.addTenant({ maxMessagesPerMonth: 1 });
    const bot = await served.addBot({ tenant });
    const anna = served.telegram.user();
    anna.says(bot.sim, "one");
    anna.says(bot.sim, "two");
    await bot.sim.waitForMessage(usedUp);
    await served.settled(bot);
    await served.stop();
    await served.start();
    anna.says(bot.sim, "three");
    await served.settled(bot);
    expect(await served.messagesUsed(tenant)).toBe(1);
    expect(bot.sim.calls("sendMessage")).toHaveLength(2);

    // A day later it is said again.
    await served.sql(`update conversations set context = '{"limitNoticeAt": "2020-01-01T00:00:00Z"}'`);
    await served.stop();
    await served.start();
    anna.says(bot.sim, "four");
    await bot.sim.waitForMessage(usedUp);
  });

  test("are one count over all of a tenant's bots, also when many write at once", async () => {
    const served = visit();
    const tenant = await served.addTenant({ maxMessagesPerMonth: 10 });
    const bots = await Promise.all([served.addBot({ tenant }), served.addBot({ tenant })]);
    for (const bot of bots) for (let n = 0; n < 15; n++) served.telegram.user().says(bot.sim, "Hello");
    await served.settled(...bots);
    const answers = bots.flatMap(({ sim }) => sim.calls("sendMessage").map(({ params }) => String(params.text)));
    expect(answers.filter((text) => text.startsWith("echo"))).toHaveLength(10);
    expect(answers.filter((text) => usedUp.test(text))).toHaveLength(20);
    expect(await served.messagesUsed(tenant)).toBe(10);
  });

  test("begin anew with the month", async () => {
    const served = visit();
    const tenant = await served.addTenant({ maxMessagesPerMonth: 2, messagesUsed: 900, usageMonth: "2020-01-01" });
    const bot = await served.addBot({ tenant });
    const anna = served.telegram.user();
    for (const text of ["one", "two", "three"]) anna.says(bot.sim, text);
    await bot.sim.waitForMessage("echo: two");
    await bot.sim.waitForMessage(usedUp);
    await served.settled(bot);
    expect(await served.sql("select messages_used, usage_month::text from tenants where id = $1", [tenant])).toEqual([
      { messages_used: 2, usage_month: thisMonth() },
    ]);
  });

  test("once used up leave buttons unanswered that would ask the model", async () => {
    const served = visit();
    const tenant = await served.addTenant({ maxMessagesPerMonth: 1 });
    const ask = { text: "Ask", action: { type: "command" as const, value: "ask" } };
    const bot = await served.addBot({
      tenant,
      commands: [
        { name: "menu", menuConfig: { text: "Menu", rows: [[ask]] } },
        { name: "ask", responseType: "ai" },
      ],
    });
    const anna = served.telegram.user();
    anna.says(bot.sim, "/menu");
    const menu = await bot.sim.waitForMessage("Menu");
    await served.settled(bot);
    anna.presses(menu, "Ask");
    await bot.sim.waitForMessage(usedUp);
    await served.settled(bot);
    expect(served.openai.requests).toEqual([]);
    expect(bot.sim.calls("answerCallbackQuery")).toHaveLength(1);
    expect(await served.messagesUsed(tenant)).toBe(1);
  });
});
