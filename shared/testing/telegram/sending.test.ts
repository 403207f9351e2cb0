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

  test("asks for a contact or a place with keys in private chats alone", async () => {
    await using t = await open();
    const group = t.telegram.group({ bots: [t.bot] });
    const asking = (key: object) => ({ text: "where?", reply_markup: { keyboard: [[{ text: "Here", ...key }]] } });
    expect((await t.send(asking({ request_location: true }))).ok).toBe(true);
    expect(t.anna.taps(t.bot, "Here").location).toBeDefined();
    for (const [key, what] of [
      ["request_contact", "phone number"],
      ["request_location", "location"],
    ] as const)
      expect(await t.send({ ...asking({ [key]: true }), chat_id: group.id })).toMatchObject({
        status: 400,
        description: `Bad Request: ${what} can be requested in private chats only`,
      });
  });

  test("takes 4096 characters and refuses one more", async () => {
    await using t = await open();
    expect((await t.send({ text: "x".repeat(4096) })).ok).toBe(true);
    expect(await t.send({ text: "x".repeat(4097) })).toMatchObject({
      status: 400,
      description: "Bad Request: message is too long",
    });
  });

  test("counts characters after entities are parsed", async () => {
    await using t = await open();
    expect((await t.send({ text: `<b>${"x".repeat(4096)}</b>`, parse_mode: "HTML" })).ok).toBe(true);
  });

  test.each(["", "  \n "])("refuses empty text %j", async (text) => {
    await using t = await open();
    expect(await t.send({ text })).toMatchObject({ status: 400, description: "Bad Request: message text is empty" });
  });

  test("refuses what its parse mode can't parse", async () => {
    await using t = await open();
    expect(await t.send({ text: "<b>open", parse_mode: "HTML" })).toMatchObject({
      status: 400,
      description: `Bad Request: can't parse entities: Can't find end tag corresponding to start tag "b"`,
    });
  });

  test("refuses a parse mode that doesn't exist", async () => {
    await using t = await open();
    expect(await t.send({ text: "x", parse_mode: "RTF" })).toMatchObject({
      description: "Bad Request: unsupported parse_mode",
    });
  });

  test("refuses given entities that lie outside of the text", async () => {
    await using t = await open();
    const entities = [{ type: "bold", offset: 0, length: 3 }];
    expect((await t.send({ text: "abc", entities })).result.entities).toEqual(entities);
    expect((await t.send({ text: "ab", entities })).description).toMatch(/can't parse entities/);
  });

  test("answers a message that is there, and refuses to answer one that isn't", async () => {
    await using t = await open();
    const { result } = await t.send({ text: "yes", reply_parameters: { message_id: 1 } });
    expect(result.reply_to_message).toMatchObject({ text: "hello" });
    expect(await t.send({ text: "yes", reply_parameters: { message_id: 77 } })).toMatchObject({
      description: "Bad Request: message to be replied not found",
    });
    const lenient = { message_id: 77, allow_sending_without_reply: true };
    expect((await t.send({ text: "yes", reply_parameters: lenient })).ok).toBe(true);
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

describe("an inline keyboard", () => {
  const keyboard = (button: object) => ({ text: "pick", reply_markup: { inline_keyboard: [[button]] } });

  test("takes 64 bytes of callback_data and refuses 65, in bytes rather than characters", async () => {
    await using t = await open();
    expect((await t.send(keyboard({ text: "A", callback_data: "я".repeat(32) }))).ok).toBe(true);
    for (const callback_data of ["я".repeat(33), "x".repeat(65), ""]) {
      expect(await t.send(keyboard({ text: "A", callback_data }))).toMatchObject({
        status: 400,
        description: "Bad Request: BUTTON_DATA_INVALID",
      });
    }
  });

  test.each([
    { text: "no action" },
    { callback_data: "no text" },
    { text: " ", callback_data: "x" },
    { text: "A", url: "nowhere" },
  ])("refuses the button %j", async (button) => {
    await using t = await open();
    expect((await t.send(keyboard(button))).status).toBe(400);
  });

  test("may come as a string of JSON in a form", async () => {
    await using t = await open();
    const { reply_markup } = keyboard({ text: "A", callback_data: "a" });
    const form = new URLSearchParams({
      chat_id: String(t.anna.id),
      text: "x",
      reply_markup: JSON.stringify(reply_markup),
    });
    expect((await t.call("sendMessage", form)).result.reply_markup).toEqual(reply_markup);
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
  test("take 32,768 characters of Markdown with anything in it", async () => {
    await using t = await open();
    const markdown = `# Title\n\n| a | b |\n|---|---|\n${"x".repeat(32_000)}`;
    const { result } = await t.call("sendRichMessage", { chat_id: t.anna.id, rich_message: { markdown } });
    expect(result.rich_message?.blocks).toEqual([{ type: "paragraph", text: markdown }]);
    const tooLong = { markdown: "x".repeat(32_769) };
    expect(await t.call("sendRichMessage", { chat_id: t.anna.id, rich_message: tooLong })).toMatchObject({
      status: 400,
      description: "Bad Request: message is too long",
    });
  });

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

  test("a draft is for private chats alone and needs an id", async () => {
    await using t = await open();
    const group = t.telegram.group({ bots: [t.bot] });
    expect((await t.call("sendMessageDraft", { chat_id: group.id, draft_id: 1, text: "x" })).status).toBe(400);
    expect((await t.call("sendMessageDraft", { chat_id: t.anna.id, draft_id: 0, text: "x" })).status).toBe(400);
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

  test("carry captions up to 1024 characters", async () => {
    await using t = await open();
    const photo = "https://example.org/cat.jpg";
    const send = (length: number) => t.call("sendPhoto", { chat_id: t.anna.id, photo, caption: "x".repeat(length) });
    expect((await send(1024)).ok).toBe(true);
    expect(await send(1025)).toMatchObject({ status: 400, description: "Bad Request: message caption is too long" });
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

  test("sendChatAction shows for a while, and only actions that exist", async () => {
    await using t = await open();
    await t.call("sendChatAction", { chat_id: t.anna.id, action: "typing" });
    expect(t.anna.chat(t.bot).action).toBe("typing");
    t.clock.advance(5_000);
    expect(t.anna.chat(t.bot).action).toBeNull();
    expect((await t.call("sendChatAction", { chat_id: t.anna.id, action: "yawning" })).status).toBe(400);
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
