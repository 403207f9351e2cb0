import type { InlineKeyboardMarkup, Message } from "grammy/types";
import { describe, expect, test } from "vitest";
import type { Field } from "#shared/schemas/form.ts";
import { sample } from "#shared/testing/files/samples.ts";
import type { User } from "#shared/testing/telegram/user.ts";
import type { ServedBots } from "../testing/served-bots.ts";
import { sharedRuntime } from "../testing/shared-runtime.ts";
import type { TestedBot } from "../testing/tested-bot.ts";
import { field } from "./testing/fields.ts";

const name = field("text", { name: "name", label: "Your name?" });
const nick = field("text", { name: "nick", label: "Your nickname?", required: false });
const age = field("number", { name: "age", label: "Your age?" });
const phone = field("phone", { label: "Your phone?" });

const labels = ({ reply_markup }: Message) =>
  ((reply_markup as InlineKeyboardMarkup | undefined)?.inline_keyboard ?? []).flat().map(({ text }) => text);

/** A message with these words and buttons to press: none whose question is over. */
const open = (words: RegExp) => (message: Message) => words.test(message.text ?? "") && labels(message).length > 0;

const summary = open(/check your answers/);

interface Opened {
  bot: TestedBot;
  form: string;
  anna: User;
  /** The first question. */
  first: Message;
}

/** Somebody who has opened a form of these questions. */
async function opened(served: ServedBots, ...fields: Field[]): Promise<Opened> {
  const bot = await served.addBot();
  const form = await served.addForm(bot, { name: "Order", fields });
  await served.addCommand(bot, { name: "order", responseType: "form", form });
  const anna = served.telegram.user({ firstName: "Anna" });
  anna.says(bot.sim, "/order");
  return { bot, form, anna, first: await bot.sim.waitForMessage(open(/^1\//)) };
}

const said = ({ sim }: TestedBot) => sim.calls("sendMessage").map(({ params }) => String(params.text));

/** The texts over the buttons that were pressed. */
const notices = ({ sim }: TestedBot) =>
  sim.calls("answerCallbackQuery").flatMap(({ params }) => (params.text === undefined ? [] : [String(params.text)]));

const visit = sharedRuntime();

describe.concurrent("a form is not put out by", () => {
  test("albums: whatever they hold and whatever is asked, they get one answer", async () => {
    const served = visit();
    const { bot, anna } = await opened(served, name, field("photo"));
    const album = async (content: () => object, id: string) => {
      for (let n = 0; n < 10; n++) anna.sends(bot.sim, { ...content(), media_group_id: id });
      await served.settled(bot);
    };
    const file = { file_id: "f", file_unique_id: "u", file_size: 1 };
    await album(() => ({ video: file }), "videos");
    await album(() => ({ photo: [file] }), "photos");
    anna.says(bot.sim, "Anna");
    await bot.sim.waitForMessage(open(/Your photo/));
    await album(() => ({ audio: file }), "songs");
    const png = new File([sample("png")], "photo.png");
    const { document } = anna.sendsDocument(served.telegram.addBot(), png);
    await album(() => ({ document }), "images");
    await bot.sim.waitForMessage(summary);
    await album(() => ({ video: file }), "more videos");
    const hint = "Please send a photo, or an image as a file.";
    expect(said(bot).slice(1)).toEqual([
      "Please answer with a text.",
      "Please answer with a text.",
      expect.stringMatching(/Your photo/),
      hint,
      expect.stringMatching(/check your answers/),
      "I have taken the first photo of the album: one is enough here.",
      "Your answers are ready: press Confirm, or choose what to change.",
    ]);
  });

  test("content of any kind: each gets the hint, and a text through another bot is a text", async () => {
    const served = visit();
    const { bot, anna } = await opened(served, age, name);
    const file = { file_id: "f", file_unique_id: "u" };
    const somebody = { id: 12, is_bot: false, first_name: "Boris" };
    const place = { latitude: 1, longitude: 2 };
    const contents = [
      { sticker: file },
      { voice: file },
      { video_note: file },
      { video: file, caption: "12" },
      { animation: file, document: file },
      { audio: file },
      { poll: { id: "1", question: "?", options: [] } },
      { dice: { emoji: "🎲", value: 6 } },
      { story: { id: 1, chat: { id: 3, type: "private" } } },
      { contact: { phone_number: "49301234567", first_name: "Boris" } },
      {
        contact: { phone_number: "", first_name: "" },
        forward_origin: { type: "user", date: 1, sender_user: somebody },
      },
      { location: { ...place, live_period: 60 } },
      { venue: { location: place, title: "Here", address: "There" }, location: place },
      { paid_media: { star_count: 1, paid_media: [] } },
      { giveaway: { chats: [], winners_selection_date: 1, winner_count: 1 } },
      { text: "١٢٣ apples" },
      { text: "-" },
      { text: "\u200b" },
    ];
    for (const content of contents) anna.sends(bot.sim, content);
    await served.settled(bot);
    const hints = Array.from(contents, ({ text }) =>
      text === "-" ? "This question needs an answer." : "Please write a number, like 12 or 1.5.",
    );
    expect(said(bot).slice(1)).toEqual(hints);
    anna.sends(bot.sim, { text: "١٢٣", via_bot: { id: 99, is_bot: true, first_name: "Inline" } });
    await bot.sim.waitForMessage(open(/Your name/));
    expect(await served.deadLetters(bot)).toEqual([]);
  });

  test("long, twisted and reversed texts: they are kept as they were sent", async () => {
    const served = visit();
    const texts = [
      "я".repeat(4096),
      "Z̷̢͝a̵̛l̶͘g̴o̷".repeat(200),
      "\u202eanna\u202c שלום مرحبا",
      "👩‍👩‍👧‍👦🏳️‍🌈",
      '=cmd|"/c calc"!A0',
    ];
    const { bot, anna } = await opened(served, ...texts.map((_, n) => field("text", { name: `t${n}` })));
    for (const text of texts) anna.says(bot.sim, text);
    anna.presses(await bot.sim.waitForMessage(summary), "✓ Confirm");
    await bot.sim.waitForMessage(/^Thank you/);
    await served.settled(bot);
    expect(Object.values((await served.submissions(bot))[0]!.answers)).toEqual(texts);
  });

  test("floods of Back, from two devices at once", async () => {
    const served = visit();
    const { bot, anna, first } = await opened(served, name, nick, age);
    for (let n = 0; n < 50; n++) anna.presses(first, "← Back");
    anna.says(bot.sim, "Anna");
    anna.says(bot.sim, "-");
    const third = await bot.sim.waitForMessage(open(/^3\/3/));
    for (let n = 0; n < 50; n++) anna.presses(third, "← Back");
    await served.settled(bot);
    const over = Array.from({ length: 49 }, () => "This question is over.");
    expect(notices(bot)).toEqual([...Array.from({ length: 50 }, () => "This is the first question."), ...over]);
    const second = anna.chat(bot.sim).lastMessage!;
    expect(second.text).toMatch(/^2\/3\nYour nickname/);
    anna.presses(second, "Skip");
    anna.presses(second, "Skip");
    await bot.sim.waitForMessage(open(/^3\/3/));
    await served.settled(bot);
    expect(notices(bot)).toHaveLength(100);
    expect(said(bot)).toHaveLength(5);
  });

  test("keys that are tapped twice: the second tap answers no question", async () => {
    const served = visit();
    const { bot, anna } = await opened(served, name, { ...phone, required: false }, nick);
    anna.says(bot.sim, "Anna");
    await bot.sim.waitForMessage(/Your phone/);
    for (let n = 0; n < 50; n++) anna.says(bot.sim, "← Back");
    await served.settled(bot);
    expect(said(bot).filter((text) => text === "This question is over.")).toHaveLength(49);
    anna.presses(anna.chat(bot.sim).messages.findLast(open(/Your name/))!, "Keep: Anna");
    await served.settled(bot);
    anna.says(bot.sim, "Skip");
    anna.says(bot.sim, "Skip");
    await bot.sim.waitForMessage(open(/Your nickname/));
    anna.says(bot.sim, "Annie");
    await bot.sim.waitForMessage(/Your name\?: Anna\nYour phone\?: —\nYour nickname\?: Annie/);
    expect(said(bot).filter((text) => text === "This question is over.")).toHaveLength(50);
  });

  test("buttons of forms that were finished, left or deleted", async () => {
    const served = visit();
    const { bot, form, anna, first } = await opened(served, name);
    anna.says(bot.sim, "Anna");
    const end = await bot.sim.waitForMessage(summary);
    anna.presses(end, "✓ Confirm");
    const { reply_markup } = end;
    await bot.sim.waitForMessage(/^Thank you/);
    const press = (message: Message, data: string) =>
      served.pushRaw(bot, { callback_query: { id: "1", from: anna.info, message, chat_instance: "1", data } });
    const dataOf = (markup: Message["reply_markup"], place: number) =>
      (markup as InlineKeyboardMarkup).inline_keyboard
        .flat()
        .map((button) => "callback_data" in button && button.callback_data)[place] as string;
    const confirm = dataOf(reply_markup, labels({ reply_markup } as Message).indexOf("✓ Confirm"));
    for (let n = 0; n < 3; n++) press(end, confirm);
    press(first, dataOf(first.reply_markup, 0));
    await served.until(() => notices(bot).length === 4);
    anna.says(bot.sim, "/order");
    const left = await bot.sim.waitForMessage(
      (message) => open(/^1\//)(message) && message.message_id > end.message_id,
    );
    anna.presses(left, "✕ Cancel");
    await served.settled(bot);
    press(left, dataOf(left.reply_markup, 1));
    await served.until(() => notices(bot).length === 5);
    expect(notices(bot)).toEqual(Array.from({ length: 5 }, () => "This question is over."));
    await served.deleteForm(bot, form);
    const answered = () => bot.sim.calls("answerCallbackQuery").length;
    const before = answered();
    press(left, dataOf(left.reply_markup, 1));
    await served.until(() => answered() > before);
    await served.settled(bot);
    // The one that was confirmed, and no other.
    expect(await served.submissions(bot)).toHaveLength(1);
    expect(await served.deadLetters(bot)).toEqual([]);
  });

  test("being blocked halfway: what was answered waits, and is taken up when its owner is back", async () => {
    const served = visit();
    const { bot, anna } = await opened(served, name, age);
    anna.says(bot.sim, "Anna");
    const second = await bot.sim.waitForMessage(open(/^2\/2/));
    await served.settled(bot);
    // The press is still on its way when the bot is blocked.
    bot.sim.blockedBy.add(anna.id);
    anna.presses(second, "← Back");
    anna.blocks(bot.sim);
    await served.settled(bot);
    anna.unblocks(bot.sim);
    anna.says(bot.sim, "/start");
    anna.presses(await bot.sim.waitForMessage(open(/left “Order” halfway/)), "Go on with the form");
    const again = await bot.sim.waitForMessage(open(/^1\/2/));
    anna.presses(again, "Keep: Anna");
    await served.settled(bot);
    anna.says(bot.sim, "30");
    anna.presses(await bot.sim.waitForMessage(summary), "✓ Confirm");
    await bot.sim.waitForMessage(/^Thank you/);
    await served.settled(bot);
    expect(await served.submissions(bot)).toMatchObject([{ state: "complete", answers: { name: "Anna", age: 30 } }]);
    expect(await served.deadLetters(bot)).toEqual([]);
  });

  test("/cancel at every place", async () => {
    const served = visit();
    const { bot, anna } = await opened(served, name, phone);
    anna.says(bot.sim, "Anna");
    await bot.sim.waitForMessage(/Your phone/);
    anna.says(bot.sim, "/cancel");
    const leaving = await bot.sim.waitForMessage(open(/You are leaving/));
    expect(anna.chat(bot.sim).keyboard).toEqual([]);
    anna.says(bot.sim, "/cancel");
    anna.presses(
      await bot.sim.waitForMessage(
        (message) => open(/You are leaving/)(message) && message.message_id > leaving.message_id,
      ),
      "Go on with the form",
    );
    await served.settled(bot);
    anna.says(bot.sim, "+49 30 1234567");
    const end = await bot.sim.waitForMessage(summary);
    anna.says(bot.sim, "/cancel");
    anna.presses(
      await bot.sim.waitForMessage(
        (message) => open(/You are leaving/)(message) && message.message_id > end.message_id,
      ),
      "Delete my answers",
    );
    await served.settled(bot);
    anna.says(bot.sim, "/cancel");
    await bot.sim.waitForMessage("There is nothing to cancel.");
    expect(await served.submissions(bot)).toEqual([]);
    expect(await served.sql("select from conversation_state")).toEqual([]);
  });

  test("places from the attachments, and images that call themselves something else", async () => {
    const served = visit();
    const { bot, anna } = await opened(served, field("photo"), field("location"));
    anna.sendsDocument(bot.sim, new File([sample("png")], "letter.pdf", { type: "application/pdf" }));
    await bot.sim.waitForMessage(/Your location/);
    const location = { latitude: 1, longitude: 2 };
    anna.sends(bot.sim, { venue: { location, title: "Here", address: "There" }, location });
    anna.presses(await bot.sim.waitForMessage(summary), "✓ Confirm");
    await bot.sim.waitForMessage(/^Thank you/);
    await served.settled(bot);
    expect((await served.submissions(bot))[0]!.answers).toMatchObject({
      photo: { contentType: "image/png" },
      location,
    });
  });
});

test("a form in a group is not opened by who writes as the group, nor by a channel", async () => {
  const served = visit();
  const bot = await served.addBot({ sim: { readsAllGroupMessages: true } });
  const form = await served.addForm(bot, { name: "Order", fields: [name] });
  await served.addCommand(bot, { name: "order", responseType: "form", form });
  const group = served.telegram.group({ bots: [bot.sim] });
  const channel = served.telegram.channel({});
  const asGroup = { id: 1_087_968_824, is_bot: true, first_name: "Group" };
  group.tell(
    "message",
    group.add({
      from: asGroup,
      sender_chat: group.info,
      text: "/order",
      entities: [{ type: "bot_command", offset: 0, length: 6 }],
    }),
  );
  await bot.sim.waitForMessage(/^I need to know who fills in a form/);
  const asTelegram = { id: 777_000, is_bot: false, first_name: "Telegram" };
  const forwarded = { from: asTelegram, sender_chat: channel.info, is_automatic_forward: true, text: "/order" };
  group.tell("message", group.add(forwarded));
  served.telegram.user().says(bot.sim, "still there?");
  await bot.sim.waitForMessage("echo: still there?");
  await served.settled(bot);
  expect(said(bot)).toHaveLength(2);
  expect(await served.sql("select from conversation_state")).toEqual([]);
});
