import type { Message } from "grammy/types";
import { describe, expect, test } from "vitest";
import { manualClock } from "../clock.ts";
import { clientOf } from "./client.ts";
import { telegramFlood } from "./flood.ts";
import type { Switches } from "./switches.ts";
import { startTelegram } from "./telegram.ts";

async function open(switches: Partial<Switches> = {}) {
  const clock = manualClock();
  const telegram = await startTelegram({ clock, ...switches });
  const bot = telegram.addBot();
  const anna = telegram.user({ firstName: "Anna" });
  anna.says(bot, "hello");
  const call = clientOf(telegram, bot);
  const send = (params: object) => call("sendMessage", { chat_id: anna.id, ...params });
  return { clock, telegram, bot, anna, call, send, [Symbol.asyncDispose]: () => telegram[Symbol.asyncDispose]() };
}

describe("sendMessage", () => {
  test("puts the message into the chat and answers with it", async () => {
    await using t = await open();
    const { result } = await t.send({ text: "hi" });
    expect(result).toMatchObject({ message_id: 2, text: "hi", from: { id: t.bot.id, is_bot: true } });
    expect(t.anna.chat(t.bot).messages.map(({ text }) => text)).toEqual(["hello", "hi"]);
  });

  test("has no idempotency: the same call twice is two messages", async () => {
    await using t = await open();
    await t.send({ text: "hi" });
    await t.send({ text: "hi" });
    expect(t.anna.chat(t.bot).messages).toHaveLength(3);
  });

  test("has parameters that may come as strings of JSON in a form", async () => {
    await using t = await open();
    const reply_markup = { inline_keyboard: [[{ text: "A", callback_data: "a" }]] };
    const form = new URLSearchParams({
      chat_id: String(t.anna.id),
      text: "x",
      reply_markup: JSON.stringify(reply_markup),
    });
    expect((await t.call("sendMessage", form)).result.reply_markup).toEqual(reply_markup);
  });

  test("is refused where it says nothing or answers nothing", async () => {
    await using t = await open();
    const { result } = await t.send({ text: "yes", reply_parameters: { message_id: 1 } });
    expect(result.reply_to_message).toMatchObject({ text: "hello" });
    expect(await t.send({ text: " " })).toMatchObject({
      status: 400,
      description: "Bad Request: message text is empty",
    });
    expect(await t.send({ text: "yes", reply_parameters: { message_id: 77 } })).toMatchObject({
      status: 400,
      description: "Bad Request: message to be replied not found",
    });
    expect(t.anna.chat(t.bot).messages).toHaveLength(2);
  });

  test("is refused where the bot can't write", async () => {
    await using t = await open();
    const stranger = t.telegram.user();
    expect(await t.send({ chat_id: 4711, text: "x" })).toMatchObject({
      status: 400,
      description: "Bad Request: chat not found",
    });
    expect(await t.send({ chat_id: stranger.id, text: "x" })).toMatchObject({
      status: 403,
      description: "Forbidden: bot can't initiate conversation with a user",
    });
    t.anna.blocks(t.bot);
    expect(await t.send({ text: "x" })).toMatchObject({
      status: 403,
      description: "Forbidden: bot was blocked by the user",
    });
    t.anna.unblocks(t.bot);
    expect((await t.send({ text: "x" })).ok).toBe(true);
  });

  test("names the new chat when a group has become a supergroup", async () => {
    await using t = await open();
    const group = t.telegram.group({ type: "group", bots: [t.bot] });
    const { id } = group.migrate();
    expect(await t.send({ chat_id: group.id, text: "x" })).toMatchObject({
      status: 400,
      description: "Bad Request: group chat was upgraded to a supergroup chat",
      parameters: { migrate_to_chat_id: id },
    });
    expect((await t.send({ chat_id: id, text: "x" })).ok).toBe(true);
  });
});

describe("the flood limits", () => {
  test("let everything pass unless they are switched on", async () => {
    await using t = await open();
    for (let n = 0; n < 40; n++) expect((await t.send({ text: `${n}` })).ok).toBe(true);
  });

  test("let a burst into a chat pass, then answer 429 with a time to wait", async () => {
    await using t = await open({ flood: telegramFlood });
    for (let n = 0; n < 5; n++) expect((await t.send({ text: `${n}` })).ok).toBe(true);
    const late = await t.send({ text: "late" });
    expect(late).toMatchObject({ status: 429, error_code: 429, parameters: { retry_after: 5 } });
    expect(late.description).toBe("Too Many Requests: retry after 5");
    expect(late.headers.get("retry-after")).toBe("5");
    t.clock.advance(5_000);
    expect((await t.send({ text: "now" })).ok).toBe(true);
  });

  test("count edits like messages", async () => {
    await using t = await open({ flood: telegramFlood });
    const { result } = await t.send({ text: "0" });
    const edit = (text: string) =>
      t.call("editMessageText", { chat_id: t.anna.id, message_id: result.message_id, text });
    for (let n = 1; n < 5; n++) expect((await edit(`${n}`)).ok).toBe(true);
    expect((await edit("late")).status).toBe(429);
  });

  test("let twenty a minute into a group", async () => {
    await using t = await open({ flood: telegramFlood });
    const group = t.telegram.group({ bots: [t.bot] });
    for (let n = 0; n < 20; n++) expect((await t.send({ chat_id: group.id, text: `${n}` })).ok).toBe(true);
    expect((await t.send({ chat_id: group.id, text: "late" })).parameters).toEqual({ retry_after: 60 });
  });

  test("let thirty a second out in bulk", async () => {
    await using t = await open({ flood: telegramFlood });
    const people = Array.from({ length: 31 }, () => t.telegram.user());
    for (const person of people) person.says(t.bot, "hello");
    const replies = await Promise.all(people.map(({ id }) => t.send({ chat_id: id, text: "hi" })));
    expect(replies.filter(({ ok }) => ok)).toHaveLength(30);
    expect(replies.find(({ ok }) => !ok)?.parameters).toEqual({ retry_after: 1 });
  });
});

describe("rich messages and drafts", () => {
  test("are unknown to old servers", async () => {
    await using t = await open({ richMessages: false, drafts: false });
    for (const method of ["sendRichMessage", "sendRichMessageDraft", "sendMessageDraft"]) {
      expect(await t.call(method, { chat_id: t.anna.id })).toMatchObject({ status: 404 });
    }
  });

  test("a draft is a preview for 30 s and no message", async () => {
    await using t = await open();
    const draft = { chat_id: t.anna.id, draft_id: 1, text: "Thin" };
    expect((await t.call<true>("sendMessageDraft", draft)).result).toBe(true);
    const chat = t.anna.chat(t.bot);
    expect(chat.draft?.text).toBe("Thin");
    expect(chat.messages).toHaveLength(1);
    t.clock.advance(30_000);
    expect(chat.draft).toBeNull();
  });

  test("the final message takes the draft's place", async () => {
    await using t = await open();
    await t.call("sendMessageDraft", { chat_id: t.anna.id, draft_id: 1, text: "Thin" });
    await t.send({ text: "Thinking done" });
    expect(t.anna.chat(t.bot).draft).toBeNull();
  });
});

describe("files", () => {
  test("are uploaded as multipart, found by getFile and downloaded", async () => {
    await using t = await open();
    const form = new FormData();
    form.set("chat_id", String(t.anna.id));
    form.set("caption", "<i>the list</i>");
    form.set("parse_mode", "HTML");
    form.set("document", new File(["a,b"], "list.csv", { type: "text/csv" }));
    const { result } = await t.call("sendDocument", form);
    expect(result).toMatchObject({ caption: "the list", document: { file_name: "list.csv", file_size: 3 } });
    const { result: file } = await t.call<{ file_path: string }>("getFile", { file_id: result.document!.file_id });
    const download = await fetch(`${t.telegram.url}/file/bot${t.bot.token}/${file.file_path}`);
    expect(await download.text()).toBe("a,b");
  });

  test("are sent again by their id, and not by one that never was", async () => {
    await using t = await open();
    const photo = t.anna.sendsPhoto(t.bot).photo!.at(-1)!.file_id;
    expect((await t.call("sendPhoto", { chat_id: t.anna.id, photo })).ok).toBe(true);
    expect(await t.call("sendPhoto", { chat_id: t.anna.id, photo: "nonsense" })).toMatchObject({ status: 400 });
  });
});

describe("copies and actions", () => {
  test("copyMessage and forwardMessage repeat the content", async () => {
    await using t = await open();
    const source = { from_chat_id: t.anna.id, message_id: 1, chat_id: t.anna.id };
    expect((await t.call<{ message_id: number }>("copyMessage", source)).result.message_id).toBe(2);
    expect((await t.call("forwardMessage", source)).result).toMatchObject({
      text: "hello",
      forward_origin: { type: "user" },
    });
    expect(t.anna.chat(t.bot).messages.map(({ text }) => text)).toEqual(["hello", "hello", "hello"]);
  });

  test("sendChatAction shows for a while, where the bot may write", async () => {
    await using t = await open();
    await t.call("sendChatAction", { chat_id: t.anna.id, action: "typing" });
    expect(t.anna.chat(t.bot).action).toBe("typing");
    t.clock.advance(5_000);
    expect(t.anna.chat(t.bot).action).toBeNull();
    t.anna.blocks(t.bot);
    expect((await t.call("sendChatAction", { chat_id: t.anna.id, action: "typing" })).status).toBe(403);
  });
});

describe("the record of calls", () => {
  test("keeps accepted and refused calls apart", async () => {
    await using t = await open();
    await t.send({ text: "hi" });
    await t.send({ text: "" });
    expect(t.bot.calls("sendMessage").map(({ ok }) => ok)).toEqual([true, false]);
    expect(t.bot.calls()[1]).toMatchObject({ error: "400 Bad Request: message text is empty" });
    expect(t.bot.sent).toMatchObject([{ method: "sendMessage", params: { text: "hi" }, message: { text: "hi" } }]);
  });

  test("hands each message to one wait, also one that was sent before", async () => {
    await using t = await open();
    await t.send({ text: "one" });
    await t.send({ text: "two" });
    const later = t.bot.waitForMessage("three");
    expect((await t.bot.waitForMessage(/t/)).text).toBe("two");
    expect((await t.bot.waitForMessage()).text).toBe("one");
    await t.send({ text: "three" });
    expect((await later).text).toBe("three");
    await expect(t.bot.waitForMessage(/./, 10)).rejects.toThrow(/within 10 ms/);
  });

  test("stays empty when it is switched off", async () => {
    await using t = await open({ record: false });
    expect((await t.send({ text: "hi" })).result satisfies Message).toMatchObject({ text: "hi" });
    expect(t.bot.calls()).toEqual([]);
    expect(t.anna.chat(t.bot).messages).toEqual([]);
  });
});
