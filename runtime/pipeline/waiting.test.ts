import { describe, expect, test } from "vitest";
import { Receiver } from "../testing/receiver.ts";
import { serve } from "../testing/served.ts";
import { sharedRuntime } from "../testing/shared-runtime.ts";
import type { TestedBot } from "../testing/tested-bot.ts";

const visit = sharedRuntime({ config: { WEBHOOK_ALLOW: "127.0.0.1" } });

const said = ({ sim }: TestedBot) => sim.calls("sendMessage").map(({ params }) => params.text);
const menuConfig = { text: "Menu", rows: [[{ text: "Hours", action: { type: "text" as const, value: "9 to 5" } }]] };
const commands = [
  { name: "menu", menuConfig },
  { name: "price", textResponse: "Tea is 5" },
];

describe.concurrent("while the model thinks, in the same chat", () => {
  test("commands, presses and forms go on, and its answer comes when it is there", async () => {
    const served = visit();
    const thinking = Promise.withResolvers<string>();
    served.openai.reply(() => thinking.promise);
    const bot = await served.addBot({ commands });
    const id = await served.addForm(bot, {
      name: "Order",
      completionMessage: "Thank you",
      fields: [{ name: "what", type: "text", label: "What would you like?" }],
    });
    await served.addCommand(bot, { name: "order", responseType: "form", form: id });
    const anna = served.telegram.user();
    anna.says(bot.sim, "What is the meaning of life?");
    await served.until(() => served.openai.requests.length === 1);
    anna.says(bot.sim, "/price");
    await bot.sim.waitForMessage("Tea is 5");
    anna.says(bot.sim, "/menu");
    anna.presses(await bot.sim.waitForMessage("Menu"), "Hours");
    await bot.sim.waitForMessage("9 to 5");
    anna.says(bot.sim, "/order");
    await bot.sim.waitForMessage(/What would you like/);
    anna.says(bot.sim, "Tea");
    anna.presses(await bot.sim.waitForMessage(/What would you like.*Tea/s), "✓ Confirm");
    await bot.sim.waitForMessage("Thank you");
    thinking.resolve("42");
    await bot.sim.waitForMessage("42");
    await served.settled(bot);
    expect(await served.submissions(bot)).toMatchObject([{ state: "complete", answers: { what: "Tea" } }]);
    const [conversation] = await served.sql(
      "select last_message, messages_count from conversations where bot_id = $1",
      [bot.id],
    );
    expect(conversation).toEqual({ last_message: "42", messages_count: (await served.messages(bot)).length });
  });

  test.each([
    ["pre_checkout_query", { currency: "XTR", total_amount: 5, invoice_payload: "p" }, { ok: false }],
    ["shipping_query", { invoice_payload: "p", shipping_address: {} }, { ok: false }],
    ["inline_query", { query: "tea", offset: "" }, { results: [] }],
    ["guest_message", { message_id: 1, date: 1, text: "Hello" }, { result: { type: "article" } }],
    ["chat_join_request", { user_chat_id: 1, date: 1 }, { result: "queue" }],
    ["widget_query", { chat_instance: "1", type: { type: "data" }, data: "x", message_id: 1 }, {}],
    ["shared_widget_query", { type: { type: "data" }, data: "x", widget_id: "w" }, {}],
  ])("%s is answered in time", async (kind, content, answer) => {
    const served = visit();
    served.openai.reply(() => new Promise(() => {}));
    const bot = await served.addBot();
    const anna = served.telegram.user();
    anna.says(bot.sim, "Think");
    await served.until(() => served.openai.requests.length === 1);
    const id = anna.queries(bot.sim, kind, { chat: anna.chat(bot.sim).info, ...content });
    await served.until(() => bot.sim.openQueries.answerTo(id) !== null);
    expect(bot.sim.openQueries.answerTo(id)).toMatchObject(answer);
    anna.queries(bot.sim, "stopped_message_generation", { chat: anna.chat(bot.sim).info, draft_id: 1 });
    await served.settled(bot);
    expect(said(bot)).toEqual([]);
  });

  test("a press under a message that the bot cannot see is acknowledged", async () => {
    const served = visit();
    const bot = await served.addBot();
    const id = served.telegram.user().queries(bot.sim, "callback_query", { inline_message_id: "i", data: "x" });
    await served.until(() => bot.sim.openQueries.answerTo(id) !== null);
    expect(bot.sim.openQueries.answerTo(id)).toMatchObject({ text: expect.stringContaining("menu") });
  });

  test("so is each press of a bot whose presses name no message", async () => {
    const served = visit();
    const bot = await served.addBot({ commands });
    const anna = served.telegram.user();
    anna.says(bot.sim, "/menu");
    const menu = await bot.sim.waitForMessage("Menu");
    bot.sim.settings = { ...bot.sim.settings, callback_query_mode: "inline" };
    const { id } = anna.presses(menu, "Hours");
    await served.until(() => bot.sim.openQueries.answerTo(id) !== null);
    await served.settled(bot);
    expect(await served.deadLetters(bot)).toEqual([]);
  });

  test("its questions are answered one after the other, each knowing what was answered before", async () => {
    const served = visit();
    const bot = await served.addBot({ commands });
    const thinking = Promise.withResolvers<void>();
    served.openai.reply(async ({ messages }) => {
      await thinking.promise;
      return `echo: ${messages.at(-1)!.content}`;
    });
    const anna = served.telegram.user();
    for (const text of ["one", "two", "/price", "three"]) anna.says(bot.sim, text);
    await bot.sim.waitForMessage("Tea is 5");
    await served.until(() => served.openai.requests.length > 0);
    await served.until(() => bot.sim.pending === 0);
    expect(served.openai.requests).toHaveLength(1);
    thinking.resolve();
    await bot.sim.waitForMessage("echo: three");
    expect(said(bot)).toEqual(["Tea is 5", "echo: one", "echo: two", "echo: three"]);
    expect(served.openai.requests.at(-1)!.messages.map(({ content }) => content)).toEqual([
      "one",
      "echo: one",
      "two",
      "echo: two",
      "/price",
      "Tea is 5",
      "three",
    ]);
  });

  test("what it has said is the last of the chat, until something else is said there", async () => {
    const served = visit();
    const bot = await served.addBot();
    const anna = served.telegram.user();
    anna.says(bot.sim, "one");
    await bot.sim.waitForMessage("echo: one");
    await served.settled(bot);
    anna.blocks(bot.sim);
    await served.settled(bot);
    expect(await served.sql("select last_message, state from conversations where bot_id = $1", [bot.id])).toEqual([
      { last_message: "echo: one", state: "blocked" },
    ]);
  });

  test("it is asked no more once the bot's owner has switched it off", async () => {
    const served = visit();
    const bot = await served.addBot({ commands, fallbackMessage: "One moment" });
    const thinking = Promise.withResolvers<string>();
    served.openai.reply(() => thinking.promise);
    const anna = served.telegram.user();
    for (const text of ["one", "two"]) anna.says(bot.sim, text);
    await served.until(() => served.openai.requests.length === 1);
    await served.until(() => bot.sim.pending === 0);
    await served.edit(bot, { aiEnabled: false });
    served.telegram.user().says(bot.sim, "three");
    await bot.sim.waitForMessage("One moment");
    thinking.resolve("42");
    await served.settled(bot);
    expect(said(bot)).toEqual(["One moment", "42", "One moment"]);
    expect(served.openai.requests).toHaveLength(1);
  });

  test("Stop ends it, and the next question is answered", async () => {
    const served = visit();
    const bot = await served.addBot();
    served.openai.reply(() => new Promise(() => {}));
    const anna = served.telegram.user();
    anna.says(bot.sim, "Think");
    await served.until(() => served.openai.requests.length === 1);
    served.openai.reply("Done");
    anna.queries(bot.sim, "stopped_message_generation", { chat: anna.chat(bot.sim).info, draft_id: 1 });
    await served.settled(bot);
    expect(said(bot)).toEqual([]);
    anna.says(bot.sim, "And now?");
    await bot.sim.waitForMessage("Done");
  });

  test("a runtime that is killed leaves the question to the next, which answers it once", async () => {
    await using served = await serve({ start: false });
    const bot = await served.addBot({ commands });
    served.openai.reply(() => new Promise(() => {}));
    const anna = served.telegram.user();
    {
      await using runtime = await served.startProcess();
      anna.says(bot.sim, "Think");
      await served.until(() => served.openai.requests.length === 1);
      anna.says(bot.sim, "/price");
      await bot.sim.waitForMessage("Tea is 5");
      await served.until(async () => (await served.messages(bot)).some(({ status }) => status === "sent"));
      await runtime.kill();
    }
    served.openai.reply("42");
    await served.start();
    await bot.sim.waitForMessage("42");
    await served.settled(bot);
    expect(said(bot)).toEqual(["Tea is 5", "42"]);
    expect((await served.messages(bot)).map(({ status }) => status)).toEqual(["received", "received", "sent", "sent"]);
    expect(await served.messagesUsed(bot.tenantId)).toBe(2);
  });

  test("what was stopped is not asked anew when the runtime is killed before it has ended", async () => {
    await using served = await serve({ start: false });
    const bot = await served.addBot();
    const form = await served.addForm(bot, {
      name: "Advice",
      onCompleteAction: "ai",
      aiPrompt: "Advise",
      fields: [{ name: "what", type: "text", label: "What about?" }],
    });
    await served.addCommand(bot, { name: "advice", responseType: "form", form });
    served.openai.reply(() => new Promise(() => {}));
    const anna = served.telegram.user();
    {
      await using runtime = await served.startProcess();
      anna.says(bot.sim, "/advice");
      await bot.sim.waitForMessage(/What about/);
      anna.says(bot.sim, "Tea");
      anna.presses(await bot.sim.waitForMessage(/What about.*Tea/s), "✓ Confirm");
      await served.until(() => served.openai.requests.length === 1);
      // What ends by itself once it is stopped does not get so far.
      await served.sql(`
        create function wait() returns trigger language plpgsql as $$ begin
          perform pg_advisory_xact_lock(1)
            where not exists (select from inbox where lane like 'express:%' and xmin = pg_current_xact_id()::xid);
          return null;
        end $$;
        create trigger wait after update on inbox for each row when (old.lane like 'ai:%') execute function wait()`);
      const held = await served.hold("select pg_advisory_xact_lock(1)");
      anna.queries(bot.sim, "stopped_message_generation", { chat: anna.chat(bot.sim).info, draft_id: 1 });
      const ended = "select from inbox where lane like 'express:%' and done_at is not null";
      await served.until(async () => (await served.sql(ended)).length === 1);
      await runtime.kill();
      // What it has sent off would still be written.
      await served.sql(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      );
      await held[Symbol.asyncDispose]();
    }
    served.openai.reply("42");
    await served.start();
    await served.settled(bot);
    expect(served.openai.requests).toHaveLength(1);
    expect(said(bot)).not.toContain("42");
    expect(await served.submissions(bot)).toMatchObject([{ actionState: "done", actionError: null }]);
  });

  test("a Stop that is left to the next runtime stops what that takes up again", async () => {
    await using served = await serve({ start: false });
    const bot = await served.addBot();
    const anna = served.telegram.user();
    const chat = anna.chat(bot.sim).info;
    served.openai.reply(() => new Promise(() => {}));
    {
      await using runtime = await served.startProcess();
      anna.says(bot.sim, "Think");
      await served.until(() => served.openai.requests.length === 1);
      await runtime.kill();
    }
    // As long as a model takes at least: whatever takes up the question may do so before it takes up the Stop.
    const stopped = Promise.withResolvers<void>();
    served.openai.reply(async () => {
      await stopped.promise;
      return "42";
    });
    await served.sql(
      `insert into inbox (shard, bot_id, tenant_id, update_id, lane, channel, payload)
       select shard, id, tenant_id, 1, $2, 'telegram', $3 from bots where id = $1`,
      [bot.id, `express:${chat.id}`, { update_id: 1, stopped_message_generation: { chat, draft_id: 1 } }],
    );
    await served.start();
    await served.until(async () => {
      const waiting = await served.sql("select from inbox where bot_id = $1 and update_id = 1 and done_at is null", [
        bot.id,
      ]);
      return waiting.length === 0;
    });
    stopped.resolve();
    await served.settled(bot);
    expect(said(bot)).toEqual([]);
    anna.says(bot.sim, "And now?");
    await bot.sim.waitForMessage("42");
  });

  test("nor does a chat wait behind the questions of hundreds of others, nor another tenant's question", async () => {
    const [served, another] = [visit(), visit()];
    const thinking = Promise.withResolvers<string>();
    served.openai.reply(() => thinking.promise);
    const bots = await Promise.all(Array.from({ length: 4 }, () => served.addBot({ commands })));
    const modest = await another.addBot();
    for (const { sim } of bots) for (let n = 0; n < 210; n++) served.telegram.user().says(sim, "Think");
    // As many at the same time as there are places, if one tenant had them all.
    const waiting = "select from inbox where bot_id = any($1) and lane like 'ai:%'";
    await served.until(async () => (await served.sql(waiting, [bots.map(({ id }) => id)])).length === 840);
    // Where others have a few, it has somewhat less than three quarters.
    await served.until(() => served.openai.requests.length > 500);
    another.telegram.user().says(modest.sim, "Think");
    await modest.sim.waitForMessage("echo: Think");
    served.telegram.user().says(bots[0]!.sim, "/price");
    await bots[0]!.sim.waitForMessage("Tea is 5");
    thinking.resolve("42");
    await served.settled(...bots);
    expect(bots.map((bot) => said(bot).length)).toEqual([211, 210, 210, 210]);
  });
});

describe.concurrent("while a webhook keeps silent, in the same chat", () => {
  test("commands go on, and the form that it answers with opens in its turn", async () => {
    const served = visit();
    const asked = Promise.withResolvers<void>();
    const answered = Promise.withResolvers<void>();
    await using receiver = await Receiver.open();
    const bot = await served.addBot({ commands: [...commands, { name: "ask", webhookUrl: receiver.url }] });
    const form = await served.addForm(bot, {
      name: "Order",
      fields: [{ name: "what", type: "text", label: "What would you like?" }],
    });
    receiver.answer = async (_, response) => {
      asked.resolve();
      await answered.promise;
      response.end(JSON.stringify({ text: "In stock", form }));
    };
    const anna = served.telegram.user();
    anna.says(bot.sim, "/ask");
    await asked.promise;
    anna.says(bot.sim, "/price");
    await bot.sim.waitForMessage("Tea is 5");
    answered.resolve();
    await bot.sim.waitForMessage(/What would you like/);
    expect(said(bot).slice(0, 2)).toEqual(["Tea is 5", "In stock"]);
    anna.says(bot.sim, "Tea");
    anna.presses(await bot.sim.waitForMessage(/What would you like.*Tea/s), "✓ Confirm");
    await served.settled(bot);
    expect(await served.submissions(bot)).toMatchObject([{ state: "complete", answers: { what: "Tea" } }]);
  });
});
