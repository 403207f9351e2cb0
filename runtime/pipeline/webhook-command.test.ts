import { describe, expect, test } from "vitest";
import { Receiver } from "../testing/receiver.ts";
import { serve } from "../testing/served.ts";
import type { ServedBots } from "../testing/served-bots.ts";
import { sharedRuntime } from "../testing/shared-runtime.ts";
import type { TestedBot } from "../testing/tested-bot.ts";

const config = { WEBHOOK_ALLOW: "127.0.0.1" };
const menuConfig = { text: "Choose", rows: [[{ text: "Hi", action: { type: "text" as const, value: "Hello" } }]] };

const said = ({ sim }: TestedBot) => sim.calls("sendMessage").map(({ params }) => params.text);
const deliveries = (served: ServedBots) =>
  served.sql("select id, state, tries, url, event, attempts from webhook_deliveries order by id");

const visit = sharedRuntime({ config });

describe.concurrent("a command that asks a webhook", () => {
  test("tells it who asked for what, and shows its answer", async () => {
    const served = visit();
    await using receiver = await Receiver.open();
    receiver.says({ text: "42 in stock", something: "else", menu: null });
    const bot = await served.addBot({ commands: [{ name: "stock", webhookUrl: receiver.url }] });
    const anna = served.telegram.user({ firstName: "Anna", username: "anna", languageCode: "ru" });
    anna.says(bot.sim, "/stock red shoes");
    await bot.sim.waitForMessage("42 in stock");
    const ids = (id: number) => ({ id, externalId: String(id) });
    expect(receiver.received[0]!.json).toEqual({
      event: "command",
      bot: { id: bot.id, username: bot.sim.username, name: bot.sim.name },
      command: "stock",
      args: "red shoes",
      user: { ...ids(anna.id), username: "anna", firstName: "Anna", lastName: null, languageCode: "ru" },
      chat: { ...ids(anna.id), type: "private", title: null },
      message: { ...ids(1), date: expect.stringMatching(/^\d{4}-/), text: "/stock red shoes" },
      preview: false,
    });
    expect(await deliveries(served)).toMatchObject([
      {
        id: receiver.received[0]!.headers["webhook-id"],
        state: "delivered",
        event: "command",
        url: receiver.url,
        attempts: [{ status: 200, answer: expect.stringContaining("42 in stock") }],
      },
    ]);
  });

  test.each([
    ["HTML", "<b>bold</b>", "bold", [{ type: "bold" }]],
    ["MarkdownV2", "*bold*", "bold", [{ type: "bold" }]],
    ["plain", "<b>bold</b>", "<b>bold</b>", undefined],
    [undefined, "*bold*", "*bold*", undefined],
    ["HTML", "<b>broken", "<b>broken", undefined],
    ["HTML", `${"<b>x</b>".repeat(10)}${" words".repeat(900)}`, /^<b>x/, undefined],
  ])("shows %s %s as it is meant, and never loses what cannot be read", async (parseMode, text, shown, entities) => {
    const served = visit();
    await using receiver = await Receiver.open();
    receiver.says({ text, parseMode });
    const bot = await served.addBot({ commands: [{ name: "ask", webhookUrl: receiver.url }] });
    served.telegram.user().says(bot.sim, "/ask");
    const message = await bot.sim.waitForMessage(shown as string);
    if (entities) expect(message.entities).toMatchObject(entities);
    else expect(message.entities ?? []).toEqual([]);
    await served.settled(bot);
    const total = said(bot).join("").replace(/\s/g, "").length;
    expect(total).toBeGreaterThanOrEqual(String(text).replace(/<[^>]*>|[\s*]/g, "").length);
  });

  test("may answer with a menu, with or without a text, from a press as well", async () => {
    const served = visit();
    await using receiver = await Receiver.open();
    receiver.says({ text: "Look:", menu: "/choice" });
    const start = { text: "Start", rows: [[{ text: "Ask", action: { type: "command" as const, value: "ask" } }]] };
    const bot = await served.addBot({
      commands: [
        { name: "ask", webhookUrl: receiver.url },
        { name: "choice", menuConfig },
        { name: "begin", menuConfig: start },
      ],
    });
    const anna = served.telegram.user();
    anna.says(bot.sim, "/begin");
    const menu = await bot.sim.waitForMessage("Start");
    anna.presses(menu, "Ask");
    const choice = await bot.sim.waitForMessage("Choose");
    expect(choice.reply_markup?.inline_keyboard).toHaveLength(1);
    expect(said(bot)).toEqual(["Start", "Look:", "Choose"]);
    expect(receiver.received[0]!.json).toMatchObject({ message: null, user: { id: anna.id }, chat: { id: anna.id } });

    receiver.says({ menu: "nowhere" });
    anna.says(bot.sim, "/ask");
    await bot.sim.waitForMessage(/can't answer/);
    await served.trouble(bot, "webhook_failed");
  });

  test.each([
    ["no JSON", "hello", "delivered"],
    ["nothing to show", JSON.stringify({ text: " " }), "delivered"],
    ["an answer of another shape", JSON.stringify(["text"]), "delivered"],
    ["an unknown way of markup", JSON.stringify({ text: "x", parseMode: "BBCode" }), "delivered"],
    ["a failure", null, "pending"],
  ])("says the fallback for %s, tells the bot's page, and goes on with what failed", async (_, body, state) => {
    const served = visit();
    await using receiver = await Receiver.open(
      (_, response) => void response.writeHead(body === null ? 500 : 200).end(body),
    );
    const bot = await served.addBot({
      fallbackMessage: "Not now",
      commands: [{ name: "ask", webhookUrl: receiver.url }],
    });
    served.telegram.user().says(bot.sim, "/ask");
    await bot.sim.waitForMessage("Not now");
    await served.trouble(bot, "webhook_failed");
    expect(await deliveries(served)).toMatchObject([{ state, tries: 1 }]);
    if (state === "delivered") return;

    // Nobody waits any more: what it says now is not shown.
    receiver.says({ text: "Too late" });
    await served.sql("update webhook_deliveries set next_attempt_at = now()");
    served.coordination.wakeUps.publish("deliveries", bot.id);
    await served.until(async () => (await deliveries(served))[0]!.state === "delivered");
    await served.settled(bot);
    expect(said(bot)).toEqual(["Not now"]);
  });

  test("shows typing while it waits, up to ten seconds, and holds up no other chat", async () => {
    const served = visit();
    await using receiver = await Receiver.open(() => {});
    const bot = await served.addBot({
      fallbackMessage: "Not now",
      commands: [{ name: "ask", webhookUrl: receiver.url }],
    });
    const started = performance.now();
    const anna = served.telegram.user();
    anna.says(bot.sim, "/ask");
    await served.until(() => anna.chat(bot.sim).action === "typing");
    served.telegram.user().says(bot.sim, "/help");
    await bot.sim.waitForMessage(/What I can do/);
    expect(said(bot)).not.toContain("Not now");
    await served.until(() => said(bot).includes("Not now"), 15_000);
    expect(performance.now() - started).toBeGreaterThan(9_900);
  });

  test("does not reach inward", async () => {
    await using served = await serve();
    await using receiver = await Receiver.open();
    const bot = await served.addBot({ fallbackMessage: "No", commands: [{ name: "ask", webhookUrl: receiver.url }] });
    served.telegram.user().says(bot.sim, "/ask");
    await bot.sim.waitForMessage("No");
    expect(receiver.received).toEqual([]);
  });

  test("is asked again by the same id, and answers once, when the runtime is killed while it waits", async () => {
    await using served = await serve({ config, start: false });
    await using receiver = await Receiver.open(() => {});
    const bot = await served.addBot({ commands: [{ name: "ask", webhookUrl: receiver.url }] });
    {
      await using runtime = await served.startProcess();
      served.telegram.user().says(bot.sim, "/ask");
      await served.until(() => receiver.received.length === 1);
      await runtime.kill();
    }
    receiver.says({ text: "Here" });
    await served.start();
    await bot.sim.waitForMessage("Here");
    await served.settled(bot);
    expect(said(bot)).toEqual(["Here"]);
    const ids = receiver.received.map(({ headers }) => headers["webhook-id"]);
    expect(new Set(ids).size).toBe(1);
    expect(await deliveries(served)).toMatchObject([{ state: "delivered" }]);
  });

  test("shows the answer that came first, and asks no more, when the runtime is killed while it speaks", async () => {
    await using served = await serve({ config, start: false });
    await using receiver = await Receiver.open();
    let asked = 0;
    receiver.answer = (_, response) => void response.end(JSON.stringify({ text: `Answer ${++asked}` }));
    const bot = await served.addBot({ commands: [{ name: "ask", webhookUrl: receiver.url }] });
    using hang = served.telegram.inject({ kind: "hang", when: "after" }, { method: "sendMessage", times: 1 });
    {
      await using runtime = await served.startProcess();
      served.telegram.user().says(bot.sim, "/ask");
      await served.until(() => hang.hits === 1);
      await runtime.kill();
    }
    await served.start();
    await served.settled(bot);
    expect(said(bot)).toEqual(["Answer 1"]);
    expect(receiver.received).toHaveLength(1);
  });
});
