import type { Message } from "grammy/types";
import { describe, expect, test } from "vitest";
import { ann, bot, call, channel, group, type Known, message, privateChat, refusal } from "../testing/known-chat.ts";
import { sendingMethods } from "./sending.ts";

const change = (name: string, params: Record<string, unknown>, known?: Known) =>
  call(sendingMethods, name, params, known);
const sent = (...of: Parameters<typeof change>) => change(...of).sent![0]!;
const refused = (name: string, params: Record<string, unknown>, known?: Known) =>
  refusal(sendingMethods, name, params, known);

const image = { width: 90, height: 60 };
const files = {
  cat: { image },
  paper: { name: "paper.pdf", mimeType: "application/pdf" },
  "attach://0": { image, name: "cat.png" },
};
const photo = (media: string, more: object = {}) => ({ type: "photo", media, ...more });
const paper = { type: "document", media: "paper" };

describe("a message that a bot sends", () => {
  test("stands under the next id, from the bot, with its text parsed", () => {
    const expected = {
      message_id: 8,
      from: bot,
      chat: privateChat,
      date: 100,
      text: "Hi all",
      entities: [{ type: "bold", offset: 0, length: 2 }],
    };
    expect(change("sendMessage", { text: "<b>Hi</b> all ", parse_mode: "HTML" })).toEqual({
      result: expected,
      sent: [expected],
    });
  });

  test("is the channel's own in a channel", () => {
    const post = sent("sendMessage", { text: "Hi" }, { info: channel });
    expect(post).toMatchObject({ sender_chat: channel, chat: channel });
    expect(post).not.toHaveProperty("from");
  });

  const bold = [{ type: "bold", offset: 0, length: 3 }];

  test.each<[string, Record<string, unknown>, string | null]>([
    ["of 4096 characters", { text: "x".repeat(4096) }, null],
    ["of one more", { text: "x".repeat(4097) }, "message is too long"],
    ["of 4096 without its tags", { text: `<b>${"x".repeat(4096)}</b>`, parse_mode: "HTML" }, null],
    ["of none", { text: "" }, "message text is empty"],
    ["of spaces", { text: "  \n " }, "message text is empty"],
    ["of a parse mode that does not exist", { text: "x", parse_mode: "RTF" }, "unsupported parse_mode"],
    ["with entities", { text: "abc", entities: bold }, null],
    ["with one outside", { text: "ab", entities: bold }, "can't parse entities: entity lies outside of the text"],
    [
      "that can't be parsed",
      { text: "<b>open", parse_mode: "HTML" },
      `can't parse entities: Can't find end tag corresponding to start tag "b"`,
    ],
  ])("takes or refuses a text %s", (_, params, expected) => {
    expect(refused("sendMessage", params)).toBe(expected);
  });

  test("takes 32,768 characters of rich Markdown with anything in it, as its source", () => {
    const markdown = "# Title\n\n| a | b |".padEnd(32_768, "x");
    expect(sent("sendRichMessage", { rich_message: { markdown } }).rich_message?.blocks).toEqual([
      { type: "paragraph", text: markdown },
    ]);
    expect(refused("sendRichMessage", { rich_message: { markdown: `${markdown}x` } })).toBe("message is too long");
  });
});

describe("an inline keyboard", () => {
  test.each<[object, string | null]>([
    [{ text: "A", callback_data: "я".repeat(32) }, null],
    [{ text: "A", callback_data: "я".repeat(33) }, "BUTTON_DATA_INVALID"],
    [{ text: "A", callback_data: "x".repeat(65) }, "BUTTON_DATA_INVALID"],
    [{ text: "A", callback_data: "" }, "BUTTON_DATA_INVALID"],
    [{ text: "no action" }, "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"],
    [{ callback_data: "no text" }, `can't parse inline keyboard button: Field "text" must be of type String`],
    [{ text: " ", callback_data: "x" }, "inline keyboard button text must be non-empty"],
    [{ text: "A", url: "nowhere" }, "inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL"],
  ])("takes 64 bytes of data and one action a button: %j", (button, expected) => {
    expect(refused("sendMessage", { text: "?", reply_markup: { inline_keyboard: [[button]] } })).toBe(expected);
  });

  test("stands under its message, and leaves what is under the text field", () => {
    const reply_markup = { inline_keyboard: [[{ text: "A", callback_data: "a" }]] };
    expect(change("sendMessage", { text: "?", reply_markup })).toEqual({
      result: expect.objectContaining({ reply_markup }),
      sent: [expect.anything()],
    });
  });
});

describe("what is under the text field", () => {
  const keyboard = (reply_markup: object, info = privateChat) =>
    change("sendMessage", { text: "?", reply_markup }, { info }).keyboard;

  test("are keys, each an object; a request to answer; or nothing any more", () => {
    const ask = { text: "My number", request_contact: true };
    expect(keyboard({ keyboard: [[ask, "No"]], is_persistent: true })).toEqual({
      keyboard: [[ask, { text: "No" }]],
      is_persistent: true,
    });
    expect(keyboard({ force_reply: true, selective: true })).toEqual({ force_reply: true, selective: true });
    expect(keyboard({ remove_keyboard: true })).toBeNull();
    expect(keyboard({})).toBeUndefined();
  });

  test.each<[object, typeof group, string]>([
    [{ request_contact: true }, group, "phone number can be requested in private chats only"],
    [{ request_location: true }, group, "location can be requested in private chats only"],
    [{ request_poll: {} }, group, "poll can be requested in private chats only"],
    [{}, channel, "inline keyboard expected"],
  ])("asks nobody for %j in front of others", (key, info, expected) => {
    const params = { text: "?", reply_markup: { keyboard: [[{ text: "Here", ...key }]] } };
    expect(refused("sendMessage", params, { info })).toBe(expected);
    expect(refused("sendMessage", params)).toBeNull();
    expect(refused("sendMessage", { text: "?", reply_markup: { keyboard: [["No"]] } }, { info: group })).toBeNull();
  });
});

describe("a reply", () => {
  const messages = [message(3, { from: ann, text: "hello", reply_to_message: message(2, { text: "older" }) })];
  const reply = (params: object) => sent("sendMessage", { text: "yes", ...params }, { messages }).reply_to_message;

  test.each([{ reply_parameters: { message_id: 3 } }, { reply_to_message_id: 3 }])(
    "shows what it answers, and not what that one answered: %j",
    (params) => {
      expect(reply(params)).toEqual({ ...messages[0], reply_to_message: undefined });
    },
  );

  test.each([
    { reply_parameters: { message_id: 77, allow_sending_without_reply: true } },
    { reply_to_message_id: 77, allow_sending_without_reply: true },
    { reply_to_message_id: 0 },
    { reply_parameters: {} },
  ])("is none when none is there and none is needed: %j", (params) => {
    expect(reply(params)).toBeUndefined();
  });

  test.each<[object, string]>([
    [{ reply_parameters: { message_id: 77 } }, "message to be replied not found"],
    [{ reply_to_message_id: 77 }, "message to be replied not found"],
    [{ reply_parameters: "3" }, "object expected as reply parameters"],
  ])("is refused when it answers nothing: %j", (params, expected) => {
    expect(refused("sendMessage", { text: "yes", ...params }, { messages })).toBe(expected);
  });
});

describe("a topic", () => {
  test("is kept in a forum, does not matter in other groups, and is none of a private chat", () => {
    const params = { text: "Hi", message_thread_id: 77 };
    const forum = { ...group, is_forum: true } as typeof group;
    expect(sent("sendMessage", params, { info: forum })).toMatchObject({
      message_thread_id: 77,
      is_topic_message: true,
    });
    expect(sent("sendMessage", params, { info: group })).not.toHaveProperty("message_thread_id");
    expect(refused("sendMessage", params)).toBe("message thread not found");
  });
});

describe("a file", () => {
  test.each<[string, object, object]>([
    ["sendPhoto", { photo: "cat" }, { photo: [{ ...image, file_size: 10 }] }],
    ["sendDocument", { document: "paper" }, { document: { file_name: "paper.pdf", mime_type: "application/pdf" } }],
    ["sendDocument", { document: "attach://0" }, { document: { file_name: "cat.png" } }],
    ["sendVoice", { voice: "paper" }, { voice: { mime_type: "application/pdf" } }],
  ])("is told of as its kind is: %s %j", (method, params, expected) => {
    expect(sent(method, { ...params, caption: "<i>Look</i>", parse_mode: "HTML" }, { files })).toMatchObject({
      ...expected,
      caption: "Look",
      caption_entities: [{ type: "italic" }],
    });
  });

  test("has no name as a voice, and no caption as a sticker", () => {
    expect(sent("sendVoice", { voice: "paper" }, { files }).voice).not.toHaveProperty("file_name");
    expect(sent("sendSticker", { sticker: "cat", caption: "Look" }, { files })).not.toHaveProperty("caption");
  });

  test.each<[string, object, Known["files"], string]>([
    ["sendPhoto", {}, {}, "there is no photo in the request"],
    ["sendVideoNote", {}, {}, "there is no video note in the request"],
    ["sendDocument", { document: "attach://1" }, {}, "there is no document in the request"],
    ["sendDocument", { document: "nonsense" }, {}, "wrong file identifier/HTTP URL specified"],
    ["sendDocument", { document: "a" }, { a: { size: 0 } }, "file must be non-empty"],
    ["sendPhoto", { photo: "a" }, { a: { image, size: 10 * 2 ** 20 + 1 } }, "file is too big"],
    ["sendPhoto", { photo: "a" }, { a: {} }, "IMAGE_PROCESS_FAILED"],
    ["sendPhoto", { photo: "a" }, { a: { image: { width: 9_000, height: 1_001 } } }, "PHOTO_INVALID_DIMENSIONS"],
  ])("is refused: %s %j of %j", (method, params, files, expected) => {
    expect(refused(method, { ...params }, { files: files! })).toBe(expected);
  });

  test("may have a caption of 1024 characters, and not of one more", () => {
    const captioned = (length: number) =>
      refused("sendPhoto", { photo: "cat", caption: "x".repeat(length) }, { files });
    expect(captioned(1024)).toBeNull();
    expect(captioned(1025)).toBe("message caption is too long");
  });
});

describe("an album", () => {
  const album = (media: unknown, more: object = {}, known: Known = {}) =>
    change("sendMediaGroup", { media, ...more }, { files, ...known }).sent!;

  test("are messages one after another that belong together and answer the same", () => {
    const hello = message(3, { from: ann, text: "hello" });
    const both = album(
      [photo("cat", { caption: "One" }), photo("attach://0")],
      { reply_parameters: { message_id: 3 } },
      { messages: [hello] },
    );
    expect(both).toMatchObject([
      { message_id: 8, caption: "One", reply_to_message: { text: "hello" } },
      { message_id: 9, reply_to_message: { text: "hello" } },
    ]);
    expect(both[0]!.media_group_id).toBe(both[1]!.media_group_id);
    expect(both[0]!.media_group_id).toMatch(/^\d+$/);
  });

  test("of one is none", () => {
    expect(album([photo("cat")])[0]).not.toHaveProperty("media_group_id");
  });

  test("is of ten at most", () => {
    const of = (count: number) => refused("sendMediaGroup", { media: Array(count).fill(photo("cat")) }, { files });
    expect(of(10)).toBeNull();
    expect(of(11)).toBe("too many messages to send as an album");
  });

  test.each<[unknown, string | null]>([
    [[paper, paper], null],
    [[], "there are no messages to send"],
    [undefined, 'parameter "media" is required'],
    [{}, "expected an Array of InputMedia"],
    [["cat"], "can't parse InputMedia: expected an Object"],
    [[photo("")], "can't parse InputMedia: media not found"],
    [[photo("nonsense")], "wrong file identifier/HTTP URL specified"],
    [[{ type: "voice", media: "cat" }], 'can\'t parse InputMedia: type "voice" is unsupported'],
    [
      [{ type: "animation", media: "cat" }],
      "can't parse InputMedia: type \"animation\" can't be used in sendMediaGroup",
    ],
    [[photo("cat"), paper], "document can't be mixed with other media types"],
  ])("takes or refuses %j", (media, expected) => {
    expect(refused("sendMediaGroup", { media }, { files })).toBe(expected);
  });
});

describe("what is sent on", () => {
  const messages = [
    message(3, { from: ann, text: "hello", media_group_id: "1", reply_to_message: message(1, {}) }),
    message(4, { photo: [{}], caption: "a cat", caption_entities: [{ type: "bold" }], reply_markup: {} }),
    message(5, { text: "from far", forward_origin: { type: "user", sender_user: ann, date: 1 } }),
    message(6, { from: undefined, sender_chat: channel, chat: channel, text: "post" }),
  ];
  const on = (method: string, message_id: number, more: object = {}) =>
    change(method, { from_chat_id: ann.id, message_id, ...more }, { messages });
  const copied = (...of: [number, object?]) => on("copyMessage", ...of).sent![0]!;
  const forwarded = (...of: [number, object?]) => on("forwardMessage", ...of).sent![0]!;

  test("as a copy holds the same, and tells neither whence it comes nor more than its id", () => {
    expect(copied(3)).toEqual({ message_id: 8, from: bot, chat: privateChat, date: 100, text: "hello" });
    expect(copied(5)).not.toHaveProperty("forward_origin");
    expect(on("copyMessage", 3).result).toEqual({ message_id: 8 });
  });

  test.each<[number, object, Partial<Message>]>([
    [4, {}, { caption: "a cat", caption_entities: [{ type: "bold" }] as never }],
    [4, { caption: "the cat" }, { caption: "the cat" }],
    [4, { caption: "" }, {}],
    [3, { caption: "the cat" }, {}],
  ])("as a copy has a caption of its own, if it can have one: %j %j", (id, params, expected) => {
    const { caption, caption_entities } = copied(id, params);
    expect({ ...(caption !== undefined && { caption }), ...(caption_entities && { caption_entities }) }).toEqual(
      expected,
    );
  });

  test("as a copy may answer and have buttons, and does neither when forwarded", () => {
    const reply_markup = { inline_keyboard: [[{ text: "A", callback_data: "a" }]] };
    const more = { reply_parameters: { message_id: 3 }, reply_markup };
    expect(copied(4, more)).toMatchObject({ reply_to_message: { text: "hello" }, reply_markup });
    expect(copied(4)).not.toHaveProperty("reply_markup");
    expect(Object.keys(forwarded(4, more))).not.toContain("reply_to_message");
    expect(Object.keys(forwarded(4, more))).not.toContain("reply_markup");
  });

  test("tells when forwarded who said it first, and where", () => {
    expect(forwarded(3)).toMatchObject({
      from: bot,
      text: "hello",
      forward_origin: { type: "user", sender_user: ann, date: 100 },
    });
    expect(forwarded(5).forward_origin).toMatchObject({ sender_user: ann, date: 1 });
    expect(forwarded(6).forward_origin).toEqual({ type: "channel", chat: channel, message_id: 6, date: 100 });
  });

  test("has to be there", () => {
    for (const [method, purpose] of [
      ["copyMessage", "copy"],
      ["forwardMessage", "forward"],
    ] as const) {
      const params = { from_chat_id: ann.id, message_id: 77 };
      expect(refused(method, params, { messages })).toBe(`message to ${purpose} not found`);
      expect(refused(method, { message_id: 3 }, { messages })).toBe('parameter "from_chat_id" is required');
    }
  });
});
