import { describe, expect, test } from "vitest";
import { Params } from "../params.ts";
import { ann, call, channel, message, refusal } from "../testing/known-chat.ts";
import { editingMethods } from "./editing.ts";

const buttons = { inline_keyboard: [[{ text: "Go", callback_data: "go" }]] };
const cat = [{ file_id: "a cat" }];
const messages = [
  message(1, { text: "first", entities: [{ type: "bold", offset: 0, length: 5 }], reply_markup: buttons }),
  message(2, { photo: cat, caption: "a cat", caption_entities: [{ type: "bold", offset: 0, length: 1 }] }),
  message(3, { from: ann, text: "hello" }),
  message(4, { rich_message: { blocks: [] } }),
  message(5, { sticker: {} }),
  message(6, { voice: {}, edit_date: 90 }),
];
const files = { paper: { name: "paper.pdf" } };
const known = { now: 200, messages, files };

const edited = (method: string, params: Record<string, unknown>) =>
  call(editingMethods, `editMessage${method}`, params, known).edited!;
const refused = (method: string, params: Record<string, unknown>) =>
  refusal(editingMethods, `editMessage${method}`, params, known);

describe("an edit", () => {
  test("changes what a message holds, says when, and takes its buttons away", () => {
    const { reply_markup: _, entities: __, ...kept } = messages[0]!;
    const change = call(editingMethods, "editMessageText", { message_id: 1, text: "second" }, known);
    expect(change.edited).toEqual({ ...kept, text: "second", edit_date: 200 });
    expect(change.result).toBe(change.edited);
  });

  test.each<[string, Record<string, unknown>, object]>([
    ["Text", { message_id: 1, text: "first", reply_markup: buttons }, { text: "first", reply_markup: buttons }],
    ["Text", { message_id: 1, rich_message: { markdown: "# Rich" } }, { rich_message: expect.anything() }],
    ["Text", { message_id: 4, text: "plain" }, { text: "plain" }],
    ["Caption", { message_id: 2, caption: "a dog" }, { photo: cat, caption: "a dog" }],
    ["Caption", { message_id: 2 }, { photo: cat }],
    ["Caption", { message_id: 6, caption: "a purr" }, { voice: {}, caption: "a purr" }],
    ["Media", { message_id: 2, media: { type: "document", media: "paper" } }, { document: expect.anything() }],
    ["Media", { message_id: 1, media: { type: "document", media: "paper" } }, { document: expect.anything() }],
    [
      "ReplyMarkup",
      { message_id: 2, reply_markup: buttons },
      { photo: cat, caption: "a cat", caption_entities: expect.anything(), reply_markup: buttons },
    ],
    ["ReplyMarkup", { message_id: 1 }, { text: "first", entities: expect.anything() }],
  ])("of %s %j leaves this alone", (method, params, expected) => {
    const { message_id, from, chat, date, edit_date, ...held } = edited(method, params);
    expect(held).toEqual(expected);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ["Text", { message_id: 1, text: " " }, "message text is empty"],
    ["Text", { message_id: 1, text: "*open", parse_mode: "Markdown" }, expect.stringMatching(/can't parse entities/)],
    ["Text", { message_id: 77, text: "x" }, "message to edit not found"],
    ["Text", { text: "x" }, "message to edit not found"],
    ["Text", { chat_id: undefined, text: "x" }, "message identifier is not specified"],
    ["Text", { message_id: 3, text: "x" }, "message can't be edited"],
    ["Text", { message_id: 2, text: "x" }, "there is no text in the message to edit"],
    ["Text", { message_id: 2, rich_message: { markdown: "x" } }, "there is no text in the message to edit"],
    ["Caption", { message_id: 1, caption: "x" }, "there is no caption in the message to edit"],
    ["Caption", { message_id: 5, caption: "x" }, "there is no caption in the message to edit"],
    ["Media", { message_id: 5, media: { type: "document", media: "paper" } }, "message media can't be edited"],
    ["Media", { message_id: 2, media: { type: "voice", media: "paper" } }, expect.stringMatching(/"voice" is unsup/)],
    ["Media", { message_id: 2 }, 'parameter "media" is required'],
    ["Text", { message_id: 1, text: "x", reply_markup: { keyboard: [["A"]] } }, "inline keyboard expected"],
    ["ReplyMarkup", { message_id: 1, reply_markup: { remove_keyboard: true } }, "inline keyboard expected"],
    ["ReplyMarkup", { message_id: 6 }, expect.stringMatching(/^message is not modified: /)],
  ])("of %s %j is refused", (method, params, expected) => {
    expect(refused(method, params)).toEqual(expected);
  });

  test("that changes nothing says so, whenever the last one was", () => {
    const same = { message_id: 1, text: "first", entities: [{ type: "bold", offset: 0, length: 5 }] };
    expect(refused("Text", { ...same, reply_markup: buttons })).toMatch(/^message is not modified: /);
    expect(refused("Text", same)).toBeNull();
  });

  test("is the bot's also of a channel's post", () => {
    const post = { message_id: 1, sender_chat: channel, chat: channel, date: 100, text: "a post" };
    const there = { info: channel, messages: [post as never] };
    expect(call(editingMethods, "editMessageText", { message_id: 1, text: "news" }, there).edited).toMatchObject({
      sender_chat: channel,
      text: "news",
    });
  });

  test("of an inline message is about no chat", () => {
    const inline = new Params({ inline_message_id: "1", text: "x" });
    const named = { file: () => undefined, chat: () => ({ find: () => undefined }) };
    expect(editingMethods.editMessageText!(inline, named)).toBeNull();
  });
});
