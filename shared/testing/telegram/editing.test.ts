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

  test("that changes nothing says so", async () => {
    await using t = await open();
    expect(await t.edit({ text: "first", reply_markup: t.reply_markup })).toMatchObject({
      status: 400,
      description: expect.stringMatching(/^Bad Request: message is not modified: /),
    });
    expect((await t.edit({ text: "first" })).ok).toBe(true);
    expect((await t.edit({ text: "first" })).status).toBe(400);
  });

  test("of the buttons alone keeps the text", async () => {
    await using t = await open();
    const { result } = await t.call("editMessageReplyMarkup", t.here({ message_id: t.sent.message_id }));
    expect(result).toMatchObject({ text: "first" });
    expect(result.reply_markup).toBeUndefined();
  });

  test("needs a message, and one of the bot", async () => {
    await using t = await open();
    expect(await t.edit({ message_id: 77, text: "x" })).toMatchObject({
      description: "Bad Request: message to edit not found",
    });
    expect(await t.edit({ message_id: 1, text: "x" })).toMatchObject({
      description: "Bad Request: message can't be edited",
    });
  });

  test("can turn text into a rich message", async () => {
    await using t = await open();
    const { result } = await t.edit({ rich_message: { markdown: "# Rich" } });
    expect(result).toMatchObject({ rich_message: { blocks: [{ text: "# Rich" }] } });
    expect(result.text).toBeUndefined();
  });

  test("obeys the limits of text", async () => {
    await using t = await open();
    expect((await t.edit({ text: "x".repeat(4097) })).description).toBe("Bad Request: message is too long");
    expect((await t.edit({ text: "*open", parse_mode: "Markdown" })).description).toMatch(/can't parse entities/);
  });

  test("of a caption leaves the file", async () => {
    await using t = await open();
    const photo = "https://example.org/cat.jpg";
    const { result } = await t.call("sendPhoto", t.here({ photo, caption: "cat" }));
    const edited = await t.call("editMessageCaption", t.here({ message_id: result.message_id, caption: "dog" }));
    expect(edited.result).toMatchObject({ caption: "dog", photo: result.photo });
  });
});

describe("a deletion", () => {
  test("takes a message away, once", async () => {
    await using t = await open();
    const remove = () => t.call<true>("deleteMessage", t.here({ message_id: t.sent.message_id }));
    expect((await remove()).result).toBe(true);
    expect(t.chat.messages.map(({ text }) => text)).toEqual(["hello"]);
    expect(await remove()).toMatchObject({ status: 400, description: "Bad Request: message to delete not found" });
  });

  test("comes too late after 48 hours", async () => {
    await using t = await open();
    t.clock.advance(48 * 3_600_000 + 1_000);
    expect((await t.call("deleteMessage", t.here({ message_id: t.sent.message_id }))).status).toBe(400);
  });

  test("of several ignores those that are gone", async () => {
    await using t = await open();
    expect((await t.call<true>("deleteMessages", t.here({ message_ids: [1, 2, 77] }))).result).toBe(true);
    expect(t.chat.messages).toEqual([]);
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
