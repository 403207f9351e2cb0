import { describe, expect, test } from "vitest";
import { manualClock } from "#shared/testing/clock.ts";
import { serve } from "../testing/served.ts";
import { sharedRuntime } from "../testing/shared-runtime.ts";

const visit = sharedRuntime();

describe.concurrent("an update that came in", () => {
  test("is confirmed to Telegram only when it is stored", async () => {
    await using served = await serve();
    const bot = await served.addBot({ commands: [{ name: "hi", textResponse: "Hi" }] });
    const anna = served.telegram.user();
    {
      await using _lock = await served.hold("lock table inbox in exclusive mode");
      anna.says(bot.sim, "/hi");
      await served.blocked();
      anna.says(bot.sim, "/hi");
      expect(bot.sim.polls.held).toBe(0);
      expect(bot.sim.pending).toBe(2);
      expect(bot.sim.calls("sendMessage")).toEqual([]);
    }
    await served.settled(bot);
    expect(bot.sim.calls("sendMessage")).toHaveLength(2);
  });

  test("waits at Telegram while the database is away, and is answered once when it is back", async () => {
    await using served = await serve();
    const bot = await served.addBot();
    const anna = served.telegram.user();
    await served.withoutDatabase(async () => {
      for (let n = 1; n <= 5; n++) anna.says(bot.sim, `#${n}`);
      served.coordination.wakeUps.publish("bot", bot.id);
      await served.until(() => served.logged.filter((line) => line.includes("does not take writes")).length >= 2);
      expect(bot.sim.pending).toBe(5);
    });
    await served.settled(bot);
    expect(bot.sim.calls("sendMessage").map(({ params }) => params.text)).toEqual(
      [1, 2, 3, 4, 5].map((n) => `echo: #${n}`),
    );
    // A database that is away is asked now and then, not in a hot loop.
    expect(served.logged.filter((line) => line.includes("cannot be asked for changes")).length).toBeLessThan(4);
  });

  test("that the database refuses is left out and shown, and keeps back nothing that came with it", async () => {
    await using served = await serve();
    const bot = await served.addBot();
    await served.sql(`
      create function refuse() returns trigger language plpgsql as $$ begin
        if new.payload::text like '%poison%' then raise exception 'poison'; end if;
        return new;
      end $$;
      create trigger refuse before insert on inbox for each row execute function refuse()`);
    const anna = served.telegram.user();
    for (const text of ["one", "poison", "two"]) anna.says(bot.sim, text);
    await bot.sim.waitForMessage("echo: one");
    await bot.sim.waitForMessage("echo: two");
    await served.trouble(bot, "update_unstorable");
    await served.settled(bot);
  });

  test("is taken in also when the ids begin again lower", async () => {
    const clock = manualClock();
    await using served = await serve({ telegram: { clock } });
    const bot = await served.addBot({ sim: { firstUpdateId: 1_000_000_000 } });
    const anna = served.telegram.user();
    anna.says(bot.sim, "before the holidays");
    await bot.sim.waitForMessage("echo: before the holidays");
    await served.settled(bot);
    await served.polling(bot);
    clock.advance(8 * 86_400_000);
    anna.says(bot.sim, "after the holidays");
    await bot.sim.waitForMessage("echo: after the holidays");
  });

  test.each([
    ["NUL characters", "a\0b", "ab"],
    ["half a surrogate pair at its beginning", "\udc00 low", "\ufffd low"],
    ["half a surrogate pair at its end", "high \ud83d", "high \ufffd"],
    ["whole pairs, bidi marks and zero-width characters", "😀\u202e\u200b", "😀\u202e\u200b"],
  ])("is stored and answered with %s in texts and names", async (_, hostile, stored) => {
    const served = visit();
    const bot = await served.addBot();
    const anna = served.telegram.user({ firstName: `N${hostile}`, username: `u${hostile}` });
    anna.says(bot.sim, `T${hostile}`);
    await bot.sim.waitForMessage(/^echo: T/);
    await served.settled(bot);
    expect((await served.messages(bot))[0]).toMatchObject({ content: `T${stored}`, status: "received" });
    expect(await served.sql("select telegram_first_name as name, messages_count as count from conversations")).toEqual([
      { name: `N${stored}`, count: 2 },
    ]);
  });

  test("of any kind, also one nobody knows yet, is done and stops nothing", async () => {
    const served = visit();
    const bot = await served.addBot();
    const from = { id: 5, is_bot: false, first_name: "Anna" };
    const chat = { id: 5, type: "private", first_name: "Anna" };
    const channel = { id: -1_000_000_000_077, type: "channel", title: "News" };
    const message = { message_id: 1, date: 1, chat, from, text: "x" };
    const kinds: Record<string, unknown> = {
      edited_message: { ...message, edit_date: 2 },
      channel_post: { message_id: 1, date: 1, chat: channel, text: "News" },
      edited_channel_post: { message_id: 1, date: 1, chat: channel, text: "News", edit_date: 2 },
      business_connection: { id: "b", user: from, user_chat_id: 5, date: 1, is_enabled: true },
      business_message: { ...message, business_connection_id: "b" },
      edited_business_message: { ...message, business_connection_id: "b" },
      deleted_business_messages: { business_connection_id: "b", chat, message_ids: [1] },
      message_reaction: { chat, message_id: 1, user: from, date: 1, old_reaction: [], new_reaction: [] },
      message_reaction_count: { chat: channel, message_id: 1, date: 1, reactions: [] },
      inline_query: { id: "1", from, query: "q", offset: "" },
      chosen_inline_result: { result_id: "1", from, query: "q" },
      callback_query: { id: "1", from, chat_instance: "1", inline_message_id: "i", data: "d" },
      shipping_query: { id: "1", from, invoice_payload: "p", shipping_address: {} },
      pre_checkout_query: { id: "1", from, currency: "EUR", total_amount: 1, invoice_payload: "p" },
      purchased_paid_media: { from, paid_media_payload: "p" },
      poll: { id: "1", question: "?", options: [], total_voter_count: 0, is_closed: true },
      poll_answer: { poll_id: "1", user: from, option_ids: [0] },
      my_chat_member: { chat, from, date: 1, old_chat_member: {}, new_chat_member: { status: "kicked" } },
      chat_member: { chat: channel, from, date: 1, old_chat_member: {}, new_chat_member: {} },
      chat_join_request: { chat: channel, from, user_chat_id: 5, date: 1 },
      chat_boost: { chat: channel, boost: {} },
      removed_chat_boost: { chat: channel, boost_id: "1", remove_date: 1, source: {} },
      from_the_year_3000: { anything: [1, { deep: true }] },
    };
    for (const [kind, content] of Object.entries(kinds)) served.pushRaw(bot, { [kind]: content });
    served.pushRaw(bot, {});
    served.telegram.user().says(bot.sim, "still there?");
    await bot.sim.waitForMessage("echo: still there?");
    await served.settled(bot);
    expect(await served.deadLetters(bot)).toEqual([]);
    expect(bot.sim.calls("sendMessage")).toHaveLength(1);
    expect(await served.messagesUsed(bot.tenantId)).toBe(1);
  });

  test("that makes no sense at all stops nobody else", async () => {
    const served = visit();
    const bot = await served.addBot();
    const chat = { id: 9, type: "private" };
    const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);
    const senseless = [
      { message: null },
      { message: "text" },
      { message: 7 },
      { message: [] },
      { message: {} },
      { message: { text: "no chat" } },
      { message: { message_id: "one", chat: { id: "nine" }, text: "x" } },
      { message: { message_id: 1, chat: { id: 1e300, type: "private" }, text: "x" } },
      { message: { message_id: 1, chat: { id: 1.5, type: "private" }, text: "x" } },
      { message: { message_id: 1, chat: { id: 10, type: "spaceship" }, from: { id: 10 }, text: "x" } },
      { message: { message_id: 1, chat, text: 7 } },
      { message: { message_id: 1, chat, text: { a: 1 } } },
      { message: { message_id: 1, chat, from: "me", text: "x", entities: "none" } },
      { message: { message_id: 1, chat: { id: randomText(9_000), type: "private" }, text: "x" } },
      { callback_query: {} },
      { callback_query: { id: 1, data: 7, from: null, message: { chat: null } } },
      { my_chat_member: { chat: {}, new_chat_member: null } },
      { [randomText(9_000)]: {} },
      { message: { message_id: 1, chat, text: "x", nested: nested(3_000) } },
    ];
    for (const update of senseless) served.pushRaw(bot, update);
    served.telegram.user().says(bot.sim, "still there?");
    await bot.sim.waitForMessage("echo: still there?");
    const other = await served.addBot();
    served.telegram.user().says(other.sim, "and you?");
    await other.sim.waitForMessage("echo: and you?");
    await served.until(() => bot.sim.pending === 0);
  });
});

const randomText = (length: number) =>
  Array.from({ length }, () => String.fromCharCode(97 + Math.floor(Math.random() * 26))).join("");
