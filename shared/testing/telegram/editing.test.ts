import { describe, expect, test } from "vitest";
import { manualClock } from "../clock.ts";
import { clientOf } from "./client.ts";
import { startTelegram } from "./telegram.ts";

async function open() {
  const clock = manualClock();
  const telegram = await startTelegram({ clock });
  const bot = telegram.addBot();
  const anna = telegram.user({ firstName: "Anna" });
  anna.says(bot, "hello");
  const call = clientOf(telegram, bot);
  const here = (params: object) => ({ chat_id: anna.id, ...params });
  const reply_markup = { inline_keyboard: [[{ text: "Go", callback_data: "go" }]] };
  const sent = (await call("sendMessage", here({ text: "first", reply_markup }))).result;
  const edit = (params: object) => call("editMessageText", here({ message_id: sent.message_id, ...params }));
  const chat = anna.chat(bot);
  return {
    clock,
    bot,
    anna,
    chat,
    call,
    here,
    sent,
    edit,
    reply_markup,
    [Symbol.asyncDispose]: () => telegram[Symbol.asyncDispose](),
  };
}

describe("an edit", () => {
  test("changes the message in the chat and takes its buttons away", async () => {
    await using t = await open();
    expect((await t.edit({ text: "second" })).result).toMatchObject({ text: "second", edit_date: expect.any(Number) });
    expect(t.chat.lastMessage).toMatchObject({ text: "second" });
    expect(t.chat.lastMessage?.reply_markup).toBeUndefined();
  });

  test("of an inline message is taken, and shows nowhere", async () => {
    await using t = await open();
    expect((await t.call<true>("editMessageText", { inline_message_id: "1", text: "x" })).result).toBe(true);
  });

  test("that is refused leaves all as it was", async () => {
    await using t = await open();
    expect(await t.edit({ text: "first", reply_markup: t.reply_markup })).toMatchObject({
      status: 400,
      description: expect.stringMatching(/^Bad Request: message is not modified: /),
    });
    expect((await t.edit({ message_id: 1, text: "x" })).status).toBe(400);
    expect(t.chat.messages.map(({ text }) => text)).toEqual(["hello", "first"]);
  });
});

describe("a deletion", () => {
  test("takes a message away, once", async () => {
    await using t = await open();
    const remove = () => t.call<true>("deleteMessage", t.here({ message_id: t.sent.message_id }));
    expect((await remove()).result).toBe(true);
    expect(t.chat.messages.map(({ text }) => text)).toEqual(["hello"]);
    expect(await remove()).toMatchObject({ status: 400, description: "Bad Request: message to delete not found" });
    expect((await t.call<true>("deleteMessages", t.here({ message_ids: [1, 2] }))).result).toBe(true);
    expect(t.chat.messages).toEqual([]);
  });

  test("comes too late after 48 hours", async () => {
    await using t = await open();
    t.clock.advance(48 * 3_600_000 + 1_000);
    expect((await t.call("deleteMessage", t.here({ message_id: t.sent.message_id }))).status).toBe(400);
  });
});

describe("an answer to a callback query", () => {
  test("is kept, and may be repeated", async () => {
    await using t = await open();
    const { id } = t.anna.presses(t.sent, "Go");
    const answer = () => t.call<true>("answerCallbackQuery", { callback_query_id: id, text: "done" });
    expect((await answer()).result).toBe(true);
    expect((await answer()).result).toBe(true);
    expect(t.bot.openQueries.answerTo(id)).toMatchObject({ text: "done" });
  });

  test("comes too late after 150 s, and for ids that never were", async () => {
    await using t = await open();
    const { id } = t.anna.presses(t.sent, "Go");
    t.clock.advance(150_000);
    for (const callback_query_id of [id, "77"]) {
      expect(await t.call("answerCallbackQuery", { callback_query_id })).toMatchObject({
        status: 400,
        description: "Bad Request: query is too old and response timeout expired or query ID is invalid",
      });
    }
  });

  test("of an inline query comes too late after 30 s", async () => {
    await using t = await open();
    const { id } = t.anna.asks(t.bot, "cats");
    const answer = () => t.call("answerInlineQuery", { inline_query_id: id, results: [] });
    expect((await answer()).ok).toBe(true);
    t.clock.advance(30_000);
    expect((await answer()).ok).toBe(false);
  });
});
