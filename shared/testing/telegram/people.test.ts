import type { Update } from "grammy/types";
import { describe, expect, test } from "vitest";
import { clientOf } from "./client.ts";
import { startTelegram } from "./telegram.ts";

async function open() {
  const telegram = await startTelegram();
  const bot = telegram.addBot({ username: "cats_bot" });
  const call = clientOf(telegram, bot);
  let offset = 0;
  /** The updates since the last look. */
  const updates = async () => {
    const { result } = await call<Update[]>("getUpdates", { offset });
    offset = (result.at(-1)?.update_id ?? offset - 1) + 1;
    return result.map(({ update_id: _, ...update }) => update);
  };
  return { telegram, bot, call, updates, [Symbol.asyncDispose]: () => telegram[Symbol.asyncDispose]() };
}

describe("a person", () => {
  test("speaks with commands marked, as themselves", async () => {
    await using t = await open();
    const anna = t.bot.user({ firstName: "Anna", languageCode: "ru" });
    anna.says(t.bot, "/start now");
    expect(await t.updates()).toMatchObject([
      {
        message: {
          text: "/start now",
          from: { first_name: "Anna", language_code: "ru" },
          chat: { id: anna.id, type: "private" },
          entities: [{ type: "bot_command", offset: 0, length: 6 }],
        },
      },
    ]);
  });

  test("edits, sends photos, documents and whatever else there is", async () => {
    await using t = await open();
    const anna = t.telegram.user();
    const message = anna.says(t.bot, "cat");
    anna.edits(t.bot, message, "cats");
    anna.sendsPhoto(t.bot, { caption: "a cat" });
    anna.sendsDocument(t.bot, new File(["x"], "cat.txt"));
    anna.sends(t.bot, { location: { latitude: 1, longitude: 2 } });
    expect(await t.updates()).toMatchObject([
      { message: { text: "cat" } },
      { edited_message: { text: "cats", message_id: message.message_id } },
      { message: { caption: "a cat", photo: [{ width: 90 }] } },
      { message: { document: { file_name: "cat.txt" } } },
      { message: { location: { latitude: 1 } } },
    ]);
    expect(anna.chat(t.bot).messages[0]?.text).toBe("cats");
  });

  test("presses inline buttons that are there", async () => {
    await using t = await open();
    const anna = t.telegram.user();
    anna.says(t.bot, "hi");
    const reply_markup = { inline_keyboard: [[{ text: "Go", callback_data: "go:1" }]] };
    const { result } = await t.call("sendMessage", { chat_id: anna.id, text: "?", reply_markup });
    const query = anna.presses(result, "Go");
    expect((await t.updates())[1]).toMatchObject({
      callback_query: { id: query.id, data: "go:1", message: { text: "?" } },
    });
    expect(() => anna.presses(result, "Stop")).toThrow('No callback button "Stop"');
  });

  test("taps the keys of a reply keyboard until it is taken away", async () => {
    await using t = await open();
    const anna = t.telegram.user();
    anna.says(t.bot, "hi");
    const keyboard = [
      [{ text: "Yes" }, { text: "My number", request_contact: true }, { text: "Here", request_location: true }],
    ];
    await t.call("sendMessage", { chat_id: anna.id, text: "?", reply_markup: { keyboard } });
    anna.taps(t.bot, "Yes");
    anna.taps(t.bot, "My number");
    anna.taps(t.bot, "Here");
    expect((await t.updates()).slice(1)).toMatchObject([
      { message: { text: "Yes" } },
      { message: { contact: { user_id: anna.id } } },
      { message: { location: { latitude: 52.52 } } },
    ]);
    await t.call("sendMessage", { chat_id: anna.id, text: "thanks", reply_markup: { remove_keyboard: true } });
    expect(() => anna.taps(t.bot, "Yes")).toThrow('No key "Yes"');
  });

  test("has a request to answer in the place of the keys, but in a group leaves others theirs", async () => {
    await using t = await open();
    const anna = t.telegram.user();
    anna.says(t.bot, "hi");
    const group = t.telegram.group({ bots: [t.bot] });
    for (const chat_id of [anna.id, group.id])
      for (const reply_markup of [{ keyboard: [["Yes"]] }, { force_reply: true, selective: true }])
        await t.call("sendMessage", { chat_id, text: "?", reply_markup });
    expect(() => anna.taps(t.bot, "Yes")).toThrow('No key "Yes"');
    expect(anna.taps(group, "Yes").text).toBe("Yes");
  });

  test("has a chat of their own with each bot", async () => {
    await using t = await open();
    const other = t.telegram.addBot();
    const anna = t.telegram.user();
    anna.says(t.bot, "to one");
    anna.says(other, "to the other");
    expect(anna.chat(t.bot).messages.map(({ text }) => text)).toEqual(["to one"]);
    expect(other.pending).toBe(1);
  });

  test("is noticed when they block and unblock", async () => {
    await using t = await open();
    const anna = t.telegram.user();
    anna.blocks(t.bot);
    anna.unblocks(t.bot);
    expect(
      (await t.updates()).map((update) =>
        "my_chat_member" in update ? update.my_chat_member?.new_chat_member.status : null,
      ),
    ).toEqual(["kicked", "member"]);
  });
});

describe("a group", () => {
  test("shows a bot in privacy mode only what is meant for it", async () => {
    await using t = await open();
    const anna = t.telegram.user();
    const group = t.telegram.group({ bots: [t.bot] });
    anna.says(group, "just talking");
    anna.says(group, "/help");
    anna.says(group, "/help@other_bot");
    anna.says(group, "/help@cats_bot");
    anna.says(group, "dear @Cats_Bot, come");
    const { result } = await t.call("sendMessage", { chat_id: group.id, text: "yes?" });
    anna.says(group, "thanks", { replyTo: result });
    const texts = (await t.updates()).map((update) => ("message" in update ? update.message?.text : null));
    expect(texts).toEqual(["/help", "/help@cats_bot", "dear @Cats_Bot, come", "thanks"]);
    expect(group.messages).toHaveLength(7);
  });

  test("shows everything to a bot without privacy mode", async () => {
    await using t = await open();
    const nosy = t.telegram.addBot({ readsAllGroupMessages: true });
    const group = t.telegram.group({ bots: [t.bot, nosy] });
    t.telegram.user().says(group, "just talking");
    expect([t.bot.pending, nosy.pending]).toEqual([0, 1]);
  });

  test("tells a bot of its coming and going", async () => {
    await using t = await open();
    const group = t.telegram.group();
    group.addBot(t.bot);
    group.removeBot(t.bot);
    expect(await t.updates()).toMatchObject([
      { my_chat_member: { new_chat_member: { status: "member" } } },
      { message: { new_chat_members: [{ id: t.bot.id }] } },
      { my_chat_member: { new_chat_member: { status: "kicked" } } },
    ]);
    expect(await t.call("sendMessage", { chat_id: group.id, text: "x" })).toMatchObject({
      status: 403,
      description: "Forbidden: bot was kicked from the supergroup chat",
    });
  });

  test("tells of its migration in both chats", async () => {
    await using t = await open();
    const group = t.telegram.group({ type: "group", bots: [t.bot] });
    const successor = group.migrate();
    expect(await t.updates()).toMatchObject([
      { message: { chat: { id: group.id }, migrate_to_chat_id: successor.id } },
      { message: { chat: { id: successor.id }, migrate_from_chat_id: group.id } },
    ]);
  });
});

describe("a channel", () => {
  test("shows its posts and their edits to its bots, and takes theirs", async () => {
    await using t = await open();
    const channel = t.telegram.channel({ username: "cat_news", bots: [t.bot] });
    channel.edits(channel.posts("cat"), "cats");
    expect(await t.updates()).toMatchObject([
      { channel_post: { text: "cat" } },
      { edited_channel_post: { text: "cats" } },
    ]);
    expect((await t.call("sendMessage", { chat_id: "@cat_news", text: "meow" })).result).toMatchObject({
      sender_chat: { id: channel.id },
    });
  });
});

describe("a raw update", () => {
  test("may be of any kind, also of one that doesn't exist yet", async () => {
    await using t = await open();
    t.bot.push({ telepathy: { thought: "cat" } });
    t.bot.push({ poll_answer: { poll_id: "1", option_ids: [0] } });
    expect(await t.updates()).toEqual([
      { telepathy: { thought: "cat" } },
      { poll_answer: { poll_id: "1", option_ids: [0] } },
    ]);
  });

  test("makes its chat known, so that the bot can answer there", async () => {
    await using t = await open();
    t.bot.push({
      message: { message_id: 1, date: 0, text: "hi", chat: { id: 4711, type: "private", first_name: "Raw" } },
    });
    expect((await t.call("sendMessage", { chat_id: 4711, text: "hi" })).ok).toBe(true);
  });
});
