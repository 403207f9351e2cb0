/** The page's test chat, from the API through the inbox and the pipeline and back. */

import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { patienceMs } from "#shared/testing/patience.ts";
import { EventStream } from "../../control-plane/testing/event-stream.ts";
import type { Visitor } from "../../control-plane/testing/visitor.ts";
import { openPreviewLab, type PreviewLab } from "./testing/preview-lab.ts";

let lab: PreviewLab;
let owner: Visitor;

beforeAll(async () => {
  lab = await openPreviewLab();
  owner = await lab.api.person("Owner");
});
afterAll(() => lab[Symbol.asyncDispose]());

const menu = {
  text: "What would you like, {first_name}?",
  rows: [
    [
      { text: "Prices", action: { type: "text", value: "Tea is 5." } },
      { text: "More", action: { type: "menu", value: "more" } },
    ],
    [{ text: "Our site", action: { type: "url", value: "https://example.com" } }],
  ],
};
const more = { text: "There is more:", rows: [[{ text: "Hours", action: { type: "command", value: "hours" } }]] };

async function furnished(bot: object, who = owner): Promise<string> {
  const { body, text } = await who.post("/api/v1/bots", bot);
  if (!body.id) throw new Error(text);
  for (const command of [
    {
      name: "hours",
      description: "When we are there",
      responseType: "text",
      textResponse: "From 9 to 5, {first_name}",
    },
    { name: "menu", responseType: "menu", menuConfig: menu },
    { name: "more", responseType: "menu", menuConfig: more },
  ])
    await who.post(`/api/v1/bots/${body.id}/commands`, command);
  return body.id;
}

const calls = () => lab.api.telegram.bots.flatMap((bot) => bot.calls()).length;

describe("a test chat", () => {
  test("with a bot without a token goes through its commands, menus and model, and asks Telegram nothing", async () => {
    const botId = await furnished({ name: "Draft", systemPrompt: "Be kind" });
    const before = calls();
    using chat = await lab.chat(owner, botId, { firstName: "Ann", languageCode: "ru" });
    expect((await chat.says("/start")).body).toEqual({ messageId: 1 });
    const { message } = await chat.events.waitFor("message");
    expect(message).toMatchObject({ message_id: 2, from: { is_bot: true, first_name: "Draft" } });
    expect(message.text).toMatch(/Здравствуйте, Ann! Я Draft/);

    await chat.says("/menu");
    await chat.events.waitFor("message", 2);
    const pressed = await chat.presses("More");
    expect(pressed.status).toBe(201);
    expect(await chat.events.waitFor("answer")).toMatchObject(pressed.body);
    await chat.events.waitFor("edit");
    await chat.presses("Hours");
    await chat.events.waitFor("message", 3);
    await chat.says("What do you sell?");
    await chat.events.waitFor("message", 4);
    expect(chat.events.data.filter(({ type }) => type === "typing")).toHaveLength(1);
    expect(chat.shown).toMatchObject([
      { type: "message" },
      {
        type: "message",
        text: "What would you like, Ann?",
        keys: [[{ text: "Prices" }, { text: "More" }], [{ url: "https://example.com" }]],
      },
      { type: "edit", text: "There is more:", keys: [[{ text: "Hours" }], [{ text: "← Назад" }]] },
      { type: "message", text: "From 9 to 5, Ann" },
      { type: "message", text: "echo: What do you sell?" },
    ]);
    expect(lab.openai.requests.at(-1)?.messages[0]).toEqual({ role: "system", content: "Be kind" });
    expect(calls()).toBe(before);
  });

  test("is the conversation that Telegram would have, message by message and key by key", async () => {
    const telegram = lab.api.telegram.addBot({ name: "Shop" });
    const botId = await furnished({ token: telegram.token });
    const ann = lab.api.telegram.user({ firstName: "Ann" });
    using chat = await lab.chat(owner, botId, { firstName: "Ann", languageCode: "en" });

    const there = ann.chat(telegram);
    const steps: (string | { press: string })[] = [
      "/start",
      "/help",
      "/menu",
      { press: "More" },
      { press: "Hours" },
      { press: "← Back" },
      { press: "Prices" },
      "/nothing",
      "Hello https://example.com **you**",
      `Long: ${"word ".repeat(800)}`,
    ];
    lab.openai.reply(({ messages }) => {
      const question = String(messages.at(-1)?.content);
      return question.startsWith("Long") ? `**bold** ${"many words ".repeat(900)}` : `echo: ${question}`;
    });
    for (const step of steps) {
      if (typeof step === "string") {
        ann.says(telegram, step);
        await chat.says(step);
      } else {
        const [menu] = there.messages.filter((message) =>
          JSON.stringify(message.reply_markup ?? "").includes(step.press),
        );
        ann.presses(menu!, step.press);
        await chat.presses(step.press);
      }
      await lab.settled(botId);
      await vi.waitUntil(() => telegram.pending === 0, 8_000);
      await lab.settled(botId);
      const bots = there.messages.filter(({ from }) => from?.is_bot);
      const [stands] = await lab.api.sql(
        `select json_agg(message order by message_id) filter (where message -> 'from' ->> 'is_bot' = 'true') as messages
         from preview_messages where session_id = $1`,
        [chat.session.id],
      );
      expect((stands!.messages as object[]).map(plain)).toEqual(bots.map(plain));
    }
    expect(there.messages.length).toBeGreaterThan(12);
    const said = there.messages.filter(({ from }) => from?.is_bot).length;
    await chat.events.waitFor("message", said);
    expect(chat.events.data.filter(({ type }) => type === "message")).toHaveLength(said);
    // Asked beside one another, the live bot knows of one conversation, and the tenant of one.
    const { body } = await owner.get(`/api/v1/bots/${botId}/conversations`);
    expect(body.items).toHaveLength(1);
    expect(body.items[0]).toMatchObject({ telegramFirstName: "Ann", telegramUserId: ann.id });
  });

  test("has the keyboards under the text field that Telegram would show, also after a form had one of its own", async () => {
    const telegram = lab.api.telegram.addBot({ name: "Shop" });
    const botId = await furnished({ token: telegram.token });
    const keys = { ...menu, variant: "keyboard", rows: [[menu.rows[0]![0]!]] };
    const fields = [{ type: "phone", name: "phone", label: "Your number?" }];
    const { body: form } = await owner.post(`/api/v1/bots/${botId}/forms`, { name: "Order", fields });
    for (const command of [
      { name: "keys", responseType: "menu", menuConfig: keys },
      { name: "order", responseType: "form", formId: form.id },
    ])
      expect((await owner.post(`/api/v1/bots/${botId}/commands`, command)).status).toBe(201);
    const ann = lab.api.telegram.user({ firstName: "Ann" });
    using chat = await lab.chat(owner, botId, { firstName: "Ann", languageCode: "en" });
    const there = ann.chat(telegram);
    const onKeys = () => {
      const last = chat.events.data.findLast((event) => event.type === "keyboard");
      return (last?.keyboard?.keyboard ?? []).map((row) => row.map(({ text }) => text));
    };
    const labels = () => there.keyboard.map((row) => row.map((key) => (typeof key === "string" ? key : key.text)));

    const steps: { does: () => unknown; here: () => Promise<{ status: number }>; key: string }[] = [
      { does: () => ann.says(telegram, "/keys"), here: () => chat.says("/keys"), key: "Prices" },
      { does: () => ann.taps(telegram, "Prices"), here: () => chat.says("Prices"), key: "Prices" },
      { does: () => ann.says(telegram, "/order"), here: () => chat.says("/order"), key: "📱 Share my phone number" },
      {
        does: () => ann.taps(telegram, labels()[0]![0]!),
        here: () => owner.post(`${chat.path}/contacts`, { phoneNumber: "+10000000000" }),
        key: "Prices",
      },
    ];
    for (const { does, here, key } of steps) {
      does();
      expect((await here()).status).toBe(201);
      await vi.waitUntil(() => telegram.pending === 0);
      await lab.settled(botId);
      const said = there.messages.filter(({ from }) => from?.is_bot);
      await chat.events.waitFor("message", said.length);
      const texts = chat.events.data.flatMap((event) => (event.type === "message" ? [event.message.text] : []));
      expect(texts).toEqual(said.map(({ text }) => text));
      expect(labels()[0]).toEqual([key]);
      await expect.poll(onKeys).toEqual(labels());
    }
    expect(chat.events.data.findLast((event) => event.type === "keyboard")?.keyboard).toMatchObject({
      is_persistent: true,
    });
  });

  test("goes on where it was seen last, and misses and repeats nothing", async () => {
    const botId = await furnished({ name: "Draft" });
    using chat = await lab.chat(owner, botId);
    await chat.says("/hours");
    await chat.events.waitFor("message");
    const seen = chat.events.events.at(-1)!.id!;
    chat.events[Symbol.dispose]();
    await chat.says("/menu");
    await chat.says("/hours");
    await lab.settled(botId);

    using again = await EventStream.open(owner, `${chat.path}/events`, seen);
    await again.waitFor("message", 2);
    expect(again.events.map(({ id }) => Number(id))).toEqual([Number(seen) + 1, Number(seen) + 2]);
    using asked = await EventStream.open(owner, `${chat.path}/events?after=${seen}`);
    await asked.waitFor("message", 2);
    expect(asked.events).toEqual(again.events);
    using whole = await EventStream.open(owner, `${chat.path}/events`);
    await whole.waitFor("message", 3);
    expect(whole.events.map(({ id }) => Number(id))).toEqual([1, 2, 3]);
  });

  test("does not mix with another of the same bot", async () => {
    const botId = await furnished({ name: "Draft" });
    using ann = await lab.chat(owner, botId, { firstName: "Ann" });
    using bob = await lab.chat(owner, botId, { firstName: "Bob" });
    await Promise.all([ann.says("/hours"), bob.says("/hours"), ann.says("/menu"), bob.says("/menu")]);
    await Promise.all([ann.events.waitFor("message", 2), bob.events.waitFor("message", 2)]);
    const said = (chat: typeof ann) => chat.shown.map((event) => (event as { text: string }).text).sort();
    expect(said(ann)).toEqual(["From 9 to 5, Ann", "What would you like, Ann?"]);
    expect(said(bob)).toEqual(["From 9 to 5, Bob", "What would you like, Bob?"]);
  });

  test("takes a contact, a place and a photo, and refuses what is no image or too large", async () => {
    const botId = await furnished({ name: "Draft" });
    using chat = await lab.chat(owner, botId);
    // Once they are handled, nothing is left of the updates.
    await lab.api.sql("create table posted (bot_id uuid, seq bigint, message json, handed_on boolean)");
    await lab.api.sql(`create function post() returns trigger language plpgsql security definer as $$ begin
      insert into posted values (new.bot_id, new.seq, new.payload -> 'message', new.payload -> 'botfactory' is not null);
      return new; end $$`);
    await lab.api.sql("create trigger posted after insert on inbox for each row execute function post()");
    const sent = [
      await owner.post(`${chat.path}/contacts`, { phoneNumber: "+4912345" }),
      await owner.post(`${chat.path}/locations`, { latitude: 52.5, longitude: 13.4 }),
      await owner.send(`${chat.path}/photos?caption=Look`, dot, { "content-type": "image/png" }),
    ];
    const form = new FormData();
    form.set("photo", new File([dot], "dot.png", { type: "image/png" }));
    form.set("as", "document");
    sent.push(await owner.send(`${chat.path}/photos`, form));
    expect(sent.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    await lab.settled(botId);
    const came = "select message from posted where bot_id = $1 and not handed_on order by seq";
    const rows = await lab.api.sql(came, [botId]);
    await lab.api.sql("drop trigger posted on inbox");
    expect(rows.map(({ message }) => message)).toMatchObject([
      { contact: { phone_number: "+4912345", user_id: expect.any(Number) } },
      { location: { latitude: 52.5, longitude: 13.4 } },
      { photo: [{ file_id: expect.stringMatching(/^preview-/), width: 1, height: 1 }], caption: "Look" },
      { document: { file_name: "dot.png", file_size: dot.length } },
    ]);

    const none = await owner.send(`${chat.path}/photos`, Buffer.from("<svg/>"), { "content-type": "image/png" });
    expect([none.status, none.body.error.code]).toEqual([400, "invalid"]);
    const huge = await owner.send(`${chat.path}/photos`, new Uint8Array(11 * 2 ** 20), { "content-type": "image/png" });
    expect([huge.status, huge.body.error.code]).toEqual([413, "too_large"]);
  });

  test("tells why the model gave no answer, and leaves the bot's page alone", async () => {
    const botId = await furnished({ name: "Draft" });
    using chat = await lab.chat(owner, botId);
    lab.openai.reply(() => "");
    await chat.says("Hello");
    expect(await chat.events.waitFor("trouble")).toMatchObject({ code: expect.stringMatching(/^ai_/) });
    await chat.events.waitFor("message");
    await lab.settled(botId);
    expect((await owner.get(`/api/v1/bots/${botId}`)).body.status.lastError).toBeNull();
  });

  test("counts for nothing: not as usage, not in the list, not against a month that is used up", async () => {
    const person = await lab.api.person("Counted");
    const botId = await furnished({ name: "Draft" }, person);
    const { body: tenant } = await person.get("/api/v1/tenant");
    await lab.api.sql(
      "update tenants set messages_used = 1000000, usage_month = date_trunc('month', now() at time zone 'utc') where id = $1",
      [tenant.id],
    );
    using chat = await lab.chat(person, botId);
    await chat.says("/hours");
    expect((await chat.events.waitFor("message")).message.text).toMatch(/^From 9 to 5/);
    await lab.settled(botId);
    const [row] = await lab.api.sql(
      "select messages_used, (select id from conversations where bot_id = $2) as id from tenants where id = $1",
      [tenant.id, botId],
    );
    expect(row!.messages_used).toBe(1_000_000);
    expect((await person.get(`/api/v1/bots/${botId}/conversations`)).body.items).toEqual([]);
    expect((await person.get(`/api/v1/conversations/${row!.id}/messages`)).status).toBe(404);
  });

  test("is gone when it is ended or has been silent for a day, with all that was in it", async () => {
    const botId = await furnished({ name: "Draft" });
    using ended = await lab.chat(owner, botId);
    using silent = await lab.chat(owner, botId);
    await ended.says("/hours");
    await silent.says("/hours");
    await lab.settled(botId);
    expect((await owner.delete(ended.path)).status).toBe(204);
    await ended.events.waitFor("end");
    await vi.waitUntil(() => ended.events.ended, 8_000);
    await lab.api.sql("update preview_sessions set used_at = now() - interval '25 hours' where id = $1", [
      silent.session.id,
    ]);
    for (const chat of [ended, silent]) {
      expect((await chat.says("Hello?")).status).toBe(404);
      await expect(EventStream.open(owner, `${chat.path}/events`)).rejects.toThrow("404");
    }
    expect(await lab.api.sql("select from preview_messages where session_id = $1", [ended.session.id])).toEqual([]);
    expect(await lab.api.sql("select from conversations where bot_id = $1", [botId])).toHaveLength(1);
  });

  test("leaves nothing of what the model was asked when it is ended meanwhile", async () => {
    const botId = await furnished({ name: "Draft" });
    const thinking = Promise.withResolvers<string>();
    lab.openai.reply(() => thinking.promise);
    const before = lab.openai.requests.length;
    using chat = await lab.chat(owner, botId);
    await chat.says("Think");
    await vi.waitUntil(() => lab.openai.requests.length > before, patienceMs);
    const asked = "select from messages where bot_id = $1";
    await vi.waitUntil(async () => (await lab.api.sql(asked, [botId])).length === 1, patienceMs);
    expect((await owner.delete(chat.path)).status).toBe(204);
    thinking.resolve("42");
    using next = await lab.chat(owner, botId);
    lab.openai.reply("Done");
    await next.says("And now?");
    await next.events.waitFor("message");
    await lab.settled(botId);
    // What was said before is removed a moment after its conversation.
    await expect
      .poll(() => lab.api.sql("select content from messages where bot_id = $1 order by id", [botId]))
      .toEqual([{ content: "And now?" }, { content: "Done" }]);
  });

  test("refuses a press on a button that is no longer there", async () => {
    const botId = await furnished({ name: "Draft" });
    using chat = await lab.chat(owner, botId);
    await chat.says("/menu");
    const { message } = await chat.events.waitFor("message");
    const data = message.reply_markup!.inline_keyboard[0]![1]!.callback_data;
    await chat.presses("More");
    await chat.events.waitFor("edit");
    const stale = await owner.post(`${chat.path}/presses`, { messageId: message.message_id, data });
    expect([stale.status, stale.body.error.code]).toEqual([409, "conflict"]);
    expect((await owner.post(`${chat.path}/presses`, { messageId: 99, data })).status).toBe(404);
  });
});

describe("a live bot", () => {
  test("goes on polling and answering untouched while somebody tries it out", async () => {
    const telegram = lab.api.telegram.addBot();
    const botId = await furnished({ token: telegram.token });
    await vi.waitUntil(() => telegram.polls.held === 1, patienceMs);
    const before = telegram.calls().length;
    using chat = await lab.chat(owner, botId);
    for (let n = 1; n <= 5; n++) {
      await chat.says("/hours");
      await chat.events.waitFor("message", n);
    }
    expect(telegram.calls().filter(({ method }) => !["getUpdates", "setMyCommands"].includes(method)).length).toBe(
      telegram
        .calls()
        .slice(0, before)
        .filter(({ method }) => !["getUpdates", "setMyCommands"].includes(method)).length,
    );
    expect(telegram.polls).toMatchObject({ held: 1, overlaps: 0, conflicts: 0 });
    const ann = lab.api.telegram.user();
    ann.says(telegram, "/hours");
    expect((await telegram.waitForMessage()).message_id).toBe(2);
    expect(chat.events.data.filter(({ type }) => type === "message")).toHaveLength(5);
  });

  test("is what a draft becomes with a token, and its test chat goes on", async () => {
    const botId = await furnished({ name: "Draft" });
    using chat = await lab.chat(owner, botId);
    await chat.says("/hours");
    await chat.events.waitFor("message");
    const telegram = lab.api.telegram.addBot();
    expect((await owner.patch(`/api/v1/bots/${botId}`, { token: telegram.token })).status).toBe(200);
    await vi.waitUntil(() => telegram.polls.held === 1, patienceMs);
    await chat.says("/menu");
    await chat.events.waitFor("message", 2);
    lab.api.telegram.user({ firstName: "Bob" }).says(telegram, "/hours");
    await telegram.waitForMessage("From 9 to 5, Bob");
  });
});

describe("a bot that is stopped", () => {
  test("answers in its test chat alone, and leaves what came from Telegram until it is started", async () => {
    const telegram = lab.api.telegram.addBot();
    const botId = await furnished({ token: telegram.token });
    await vi.waitUntil(() => telegram.polls.held === 1);
    using chat = await lab.chat(owner, botId, { firstName: "Ann" });
    await chat.says("/hours");
    await chat.events.waitFor("message");
    const bob = lab.api.telegram.user({ firstName: "Bob" });
    bob.says(telegram, "/menu");
    await telegram.waitForMessage(/Bob/);
    await owner.post(`/api/v1/bots/${botId}/stop`);
    await vi.waitUntil(() => telegram.polls.held === 0);
    // As if it had been stopped between storing and answering.
    await lab.api.sql(
      `insert into inbox (shard, bot_id, tenant_id, update_id, lane, payload)
       select shard, id, tenant_id, 5, 'chat:' || $2, $3 from bots where id = $1`,
      [botId, bob.id, update(5, { from: bob.info, chat: { ...bob.info, type: "private" }, text: "/hours" })],
    );
    await lab.api.sql("update shards set epoch = epoch + 1");
    const before = telegram.calls().length;

    expect((await chat.says("/hours")).status).toBe(201);
    await chat.events.waitFor("message", 2);
    await owner.patch(`/api/v1/bots/${botId}`, { welcomeMessage: "Welcome back" });
    await chat.says("/start");
    expect((await chat.events.waitFor("message", 3)).message.text).toBe("Welcome back");
    expect((await owner.get(`/api/v1/bots/${botId}`)).body.status).toMatchObject({ state: "stopped", pending: 1 });
    expect([telegram.calls().length, telegram.polls.held]).toEqual([before, 0]);
    const taken = "select m.content from messages m join conversations c on c.id = conversation_id and chat_id = $1";
    expect(await lab.api.sql(`${taken} where direction = 'inbound'`, [bob.id])).toEqual([{ content: "/menu" }]);

    await owner.post(`/api/v1/bots/${botId}/start`);
    await telegram.waitForMessage("From 9 to 5, Bob");
    await chat.says("/hours");
    await chat.events.waitFor("message", 4);
  });

  test("answers in the test chat of one that was never started, after a restart of its runtime too", async () => {
    const { body: bot } = await owner.post("/api/v1/bots", { name: "Draft" });
    await owner.post(`/api/v1/bots/${bot.id}/stop`);
    using chat = await lab.chat(owner, bot.id);
    await chat.says("/help");
    await chat.events.waitFor("message");
    await lab.api.sql("update shards set epoch = epoch + 1");
    await chat.says("/help");
    await chat.events.waitFor("message", 2);
  });
});

describe("another tenant", () => {
  test("finds nothing at a test chat's addresses", async () => {
    const botId = await furnished({ name: "Draft" });
    using chat = await lab.chat(owner, botId);
    const stranger = await lab.api.person("Stranger");
    expect((await stranger.post(`/api/v1/bots/${botId}/preview/sessions`, {})).status).toBe(404);
    await expect(EventStream.open(stranger, `${chat.path}/events`)).rejects.toThrow("404");
    for (const [what, body] of [
      ["messages", { text: "Hi" }],
      ["presses", { messageId: 1, data: "x" }],
      ["contacts", { phoneNumber: "+49" }],
      ["locations", { latitude: 1, longitude: 1 }],
    ] as const)
      expect((await stranger.post(`${chat.path}/${what}`, body)).status).toBe(404);
    expect((await stranger.send(`${chat.path}/photos`, dot, { "content-type": "image/png" })).status).toBe(404);
    expect((await stranger.delete(chat.path)).status).toBe(404);
  });
});

/** As far as both sides can agree: not in whose chat it is, when, and by which bot it was sent. */
const plain = (message: object) => {
  const { chat, date, edit_date, from, ...shown } = message as Record<string, unknown>;
  return shown;
};

const update = (update_id: number, message: object) =>
  JSON.stringify({ update_id, message: { message_id: 1, date: Math.floor(Date.now() / 1000), ...message } });

/** One pixel. */
const dot = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
