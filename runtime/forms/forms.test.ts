import type { InlineKeyboardMarkup, Message } from "grammy/types";
import { describe, expect, test } from "vitest";
import type { Field } from "#shared/schemas/form.ts";
import { sample } from "#shared/testing/files/samples.ts";
import type { User } from "#shared/testing/telegram/user.ts";
import { serve } from "../testing/served.ts";
import type { ServedBots } from "../testing/served-bots.ts";
import { sharedRuntime } from "../testing/shared-runtime.ts";
import type { TestedBot } from "../testing/tested-bot.ts";
import { field } from "./testing/fields.ts";

const name = field("text", { name: "name", label: "What is your name?" });
const age = field("number", { name: "age", label: "How old are you?", required: false });
const color = field("select", { name: "color", label: "Which colour?" });

const command = (form: string) => ({ name: "order", responseType: "form" as const, form });

const labels = ({ reply_markup }: Message) =>
  ((reply_markup as InlineKeyboardMarkup | undefined)?.inline_keyboard ?? []).flat().map(({ text }) => text);

/** A message with these words and buttons to press: none whose question is over. */
const open = (words: RegExp) => (message: Message) => words.test(message.text ?? "") && labels(message).length > 0;

const png = new File([sample("png")], "photo.png", { type: "image/png" });

/** A bot with a form of these questions, which /order opens. */
async function withForm(served: ServedBots, fields: Field[] = [name, age, color], extra: object = {}) {
  const bot = await served.addBot({ commands: [{ name: "hello", textResponse: "Hello yourself" }] });
  const form = await served.addForm(bot, { name: "Order", fields, ...extra });
  await served.addCommand(bot, command(form));
  return { bot, form };
}

/** Opens the form. Its first question is in the chat then. */
async function opens({ sim }: TestedBot, person: User, first: RegExp = /What is your name/): Promise<Message> {
  person.says(sim, "/order");
  return sim.waitForMessage(open(first));
}

/** The texts over the buttons that were pressed. */
const notices = ({ sim }: TestedBot) =>
  sim.calls("answerCallbackQuery").flatMap(({ params }) => (params.text === undefined ? [] : [String(params.text)]));

const visit = sharedRuntime();

describe.concurrent("a form in the chat", () => {
  test("asks, checks, sums up, and keeps the answers when they are confirmed", async () => {
    const served = visit();
    const { bot, form } = await withForm(served);
    const anna = served.telegram.user({ firstName: "Anna" });
    const first = await opens(bot, anna);
    expect(first.text).toBe("1/3\nWhat is your name?");
    expect(labels(first)).toEqual(["← Back", "✕ Cancel"]);
    anna.says(bot.sim, "Anna");
    const second = await bot.sim.waitForMessage(/^2\/3\nHow old are you/);
    expect(labels(second)).toEqual(["← Back", "Skip", "✕ Cancel"]);
    anna.sends(bot.sim, { sticker: { file_id: "s" } });
    const hint = await bot.sim.waitForMessage("Please write a number, like 12 or 1.5.");
    expect(labels(hint)).toEqual(["← Back", "Skip", "✕ Cancel"]);
    anna.says(bot.sim, "30,5");
    const third = await bot.sim.waitForMessage(/^3\/3\nWhich colour/);
    anna.presses(third, "Green");
    expect((await bot.sim.waitForMessage(/^3\/3\nWhich colour\?\n\n✓ Green$/)).reply_markup).toBeUndefined();
    const summary = await bot.sim.waitForMessage(/check your answers/);
    expect(summary.text).toContain("What is your name?: Anna\nHow old are you?: 30.5\nWhich colour?: Green");
    anna.presses(summary, "✎ What is your name?");
    anna.says(bot.sim, "Berta");
    const again = await bot.sim.waitForMessage(/What is your name\?: Berta/);
    anna.presses(again, "✓ Confirm");
    await bot.sim.waitForMessage("Thank you! Your answers have been saved.");
    await served.settled(bot);
    expect(await served.submissions(bot)).toEqual([
      {
        formId: form,
        formVersion: 1,
        telegramUserId: anna.id,
        telegramFirstName: "Anna",
        startParameter: null,
        state: "complete",
        answers: { name: "Berta", age: 30.5, color: "Green" },
        actionState: "none",
        actionError: null,
      },
    ]);
    expect(await served.sql("select from conversation_state")).toEqual([]);
    anna.says(bot.sim, "And now?");
    await bot.sim.waitForMessage("echo: And now?");
  });

  test("asks for each type in its own way", async () => {
    const served = visit();
    const { bot } = await withForm(served, [
      field("email"),
      field("phone"),
      field("date"),
      field("multiselect"),
      field("photo"),
      field("location"),
    ]);
    const anna = served.telegram.user({ languageCode: "ru" });
    await opens(bot, anna, /^1\/6\nYour email/);
    anna.says(bot.sim, "anna@example.com");
    await bot.sim.waitForMessage(/^2\/6\nYour phone/);
    const keys = () =>
      anna.chat(bot.sim).keyboard.map((row) => row.map((key) => (typeof key === "object" ? key.text : key)));
    expect(keys()).toEqual([["📱 Отправить мой номер"], ["← Назад", "✕ Отмена"]]);
    anna.taps(bot.sim, "← Назад");
    const email = await bot.sim.waitForMessage(/^1\/6\nYour email/);
    expect(keys()).toEqual([]);
    anna.presses(email, "Оставить: anna@example.com");
    await bot.sim.waitForMessage(/^2\/6\nYour phone/);
    anna.taps(bot.sim, "📱 Отправить мой номер");
    const date = await bot.sim.waitForMessage(/^3\/6\nYour date/);
    expect(keys()).toEqual([]);
    anna.presses(date, "›");
    await served.until(() => bot.sim.calls("editMessageReplyMarkup").length === 1);
    anna.says(bot.sim, "25.12.2026");
    const ticks = await bot.sim.waitForMessage(/^4\/6\nYour multiselect/);
    anna.presses(ticks, "▫️ Blue");
    await served.until(() => labels(anna.chat(bot.sim).find(ticks.message_id)!).includes("✅ Blue"));
    anna.presses(ticks, "Готово (1)");
    await bot.sim.waitForMessage(/^5\/6\nYour photo/);
    anna.sendsPhoto(bot.sim, { content: "no image at all" });
    await bot.sim.waitForMessage(/^Это не изображение/);
    anna.sendsDocument(bot.sim, png);
    await bot.sim.waitForMessage(/^6\/6\nYour location/);
    anna.taps(bot.sim, "📍 Отправить моё местоположение");
    const summary = await bot.sim.waitForMessage(/Проверьте/);
    expect(summary.text).toContain("Your date?: 25 декабря 2026");
    anna.presses(summary, "✓ Подтвердить");
    await bot.sim.waitForMessage(/^Спасибо/);
    await served.settled(bot);
    const [submission] = await served.submissions(bot);
    expect(submission!.answers).toEqual({
      email: "anna@example.com",
      phone: "+10000000000",
      date: "2026-12-25",
      multiselect: ["Blue"],
      photo: { fileId: expect.any(String), contentType: "image/png", size: png.size },
      location: { latitude: 52.52, longitude: 13.405 },
    });
    expect(await served.deadLetters(bot)).toEqual([]);
  });

  test("never mixes people, chats and forms, and says of an old button that its question is over", async () => {
    const served = visit();
    const { bot } = await withForm(served);
    const [anna, boris] = [served.telegram.user({ firstName: "Anna" }), served.telegram.user({ firstName: "Boris" })];
    const hers = await opens(bot, anna);
    await opens(bot, boris);
    anna.says(bot.sim, "Anna");
    boris.says(bot.sim, "Boris");
    const [one, other] = [
      await bot.sim.waitForMessage((m) => m.chat.id === anna.id && /^2\/3/.test(m.text ?? "")),
      await bot.sim.waitForMessage((m) => m.chat.id === boris.id && /^2\/3/.test(m.text ?? "")),
    ];
    expect([one, other]).toHaveLength(2);
    // Two devices at once, and a flood of Back.
    for (let n = 0; n < 5; n++) anna.presses(one, "← Back");
    anna.presses(hers, "✕ Cancel");
    await served.settled(bot);
    expect(notices(bot)).toEqual(Array.from({ length: 5 }, () => "This question is over."));
    expect(anna.chat(bot.sim).lastMessage!.text).toMatch(/^1\/3\nWhat is your name/);
  });

  test("lets every command through, keeps the answers for later, and is taken up again", async () => {
    const served = visit();
    const { bot } = await withForm(served);
    const anna = served.telegram.user();
    await opens(bot, anna);
    anna.says(bot.sim, "Anna");
    await bot.sim.waitForMessage(/^2\/3/);
    anna.says(bot.sim, "/hello");
    const left = await bot.sim.waitForMessage(/left “Order” halfway/);
    await bot.sim.waitForMessage("Hello yourself");
    anna.says(bot.sim, "30");
    await bot.sim.waitForMessage("echo: 30");
    await served.settled(bot);
    expect(await served.submissions(bot)).toMatchObject([{ state: "partial", answers: { name: "Anna" } }]);
    anna.says(bot.sim, "/order");
    const offer = await bot.sim.waitForMessage(/filled in a part of “Order”/);
    anna.presses(offer, "Go on with the form");
    await bot.sim.waitForMessage(/^2\/3/);
    anna.presses(left, "Delete my answers");
    await served.settled(bot);
    expect(notices(bot)).toEqual(["This question is over."]);
    anna.says(bot.sim, "30");
    const third = await bot.sim.waitForMessage(/^3\/3/);
    anna.presses(third, "Red");
    anna.presses(await bot.sim.waitForMessage(open(/check your answers/)), "✓ Confirm");
    await bot.sim.waitForMessage(/^Thank you/);
    await served.settled(bot);
    expect(await served.submissions(bot)).toMatchObject([
      { state: "complete", answers: { name: "Anna", age: 30, color: "Red" } },
    ]);
  });

  test("asks at /cancel what shall become of the answers, and deletes or keeps them", async () => {
    const served = visit();
    const { bot } = await withForm(served);
    const anna = served.telegram.user();
    await opens(bot, anna);
    anna.says(bot.sim, "/cancel");
    await bot.sim.waitForMessage("You have left the form.");
    anna.says(bot.sim, "/cancel");
    await bot.sim.waitForMessage("There is nothing to cancel.");

    for (const [choice, rows] of [
      ["Delete my answers", 0],
      ["Keep my answers for later", 1],
    ] as const) {
      await opens(bot, anna);
      anna.says(bot.sim, "Anna");
      anna.presses(await bot.sim.waitForMessage(open(/^2\/3/)), "✕ Cancel");
      anna.presses(await bot.sim.waitForMessage(open(/You are leaving “Order”/)), choice);
      await served.settled(bot);
      expect(await served.submissions(bot)).toHaveLength(rows);
    }
    anna.says(bot.sim, "/order");
    anna.presses(await bot.sim.waitForMessage(open(/filled in a part/)), "Start anew");
    await bot.sim.waitForMessage(/^1\/3/);
    await served.settled(bot);
    expect(await served.submissions(bot)).toEqual([]);
  });

  test("takes answers that come faster than they are committed, each to its own question", async () => {
    await using served = await serve();
    const { bot } = await withForm(served);
    const anna = served.telegram.user();
    await opens(bot, anna);
    await served.settled(bot);
    {
      await using _held = await served.hold("lock table conversation_state in share mode");
      anna.says(bot.sim, "Anna");
      await bot.sim.waitForMessage(/^2\/3/);
      await served.blocked();
      anna.says(bot.sim, "30");
      // Stored beside what waits: the lane takes it up now.
      await served.until(async () => (await served.pending(bot)) === 2);
    }
    await bot.sim.waitForMessage(/^3\/3/);
    await served.settled(bot);
    expect(await served.sql("select state -> 'run' -> 'answers' as answers from conversation_state")).toEqual([
      { answers: { name: "Anna", age: 30 } },
    ]);
  });

  test("goes on where it was when the plugin has forgotten its conversation", async () => {
    await using served = await serve();
    const { bot } = await withForm(served);
    const anna = served.telegram.user();
    await opens(bot, anna);
    anna.says(bot.sim, "Anna");
    await bot.sim.waitForMessage(/^2\/3/);
    await served.settled(bot);
    await served.stop();
    await served.sql(
      `update conversation_state set state = jsonb_set(state::jsonb, '{conversation,version}', '[99, 1]')::json`,
    );
    await served.start();
    anna.says(bot.sim, "hello?");
    await bot.sim.waitForMessage(/^2\/3/);
    anna.says(bot.sim, "30");
    await bot.sim.waitForMessage(/^3\/3/);
  });

  test("is opened beside another, which waits meanwhile, and menus go on working", async () => {
    const served = visit();
    const { bot } = await withForm(served);
    const other = await served.addForm(bot, { name: "Other", fields: [color] });
    await served.addCommand(bot, { name: "other", responseType: "form", form: other });
    const buttons = [[{ text: "Hi", action: { type: "text" as const, value: "Hi there" } }]];
    await served.addCommand(bot, { name: "menu", menuConfig: { text: "Menu", rows: buttons } });
    const anna = served.telegram.user();
    await opens(bot, anna);
    anna.says(bot.sim, "Anna");
    await bot.sim.waitForMessage(/^2\/3/);
    anna.says(bot.sim, "/menu");
    const menu = await bot.sim.waitForMessage("Menu");
    anna.presses(menu, "Hi");
    await bot.sim.waitForMessage("Hi there");
    anna.says(bot.sim, "/other");
    anna.presses(await bot.sim.waitForMessage(open(/Which colour/)), "Red");
    anna.presses(await bot.sim.waitForMessage(open(/check your answers/)), "✓ Confirm");
    await bot.sim.waitForMessage(/^Thank you/);
    anna.says(bot.sim, "/order");
    anna.presses(await bot.sim.waitForMessage(open(/filled in a part of “Order”/)), "Go on with the form");
    await bot.sim.waitForMessage(open(/^2\/3/));
    anna.presses(menu, "Hi");
    await bot.sim.waitForMessage("Hi there");
    anna.says(bot.sim, "30");
    await bot.sim.waitForMessage(open(/^3\/3/));
    await served.settled(bot);
    expect(await served.submissions(bot)).toMatchObject([
      { state: "partial", answers: { name: "Anna" } },
      { state: "complete", answers: { color: "Red" } },
    ]);
  });

  test("waits for a week and no longer", async () => {
    await using served = await serve();
    const { bot } = await withForm(served);
    const anna = served.telegram.user();
    await opens(bot, anna);
    anna.says(bot.sim, "Anna");
    await bot.sim.waitForMessage(/^2\/3/);
    await served.settled(bot);
    await served.stop();
    await served.sql(
      `update conversation_state set state = replace(state::text, to_char(now(), 'YYYY-MM'), '2020-01')::json`,
    );
    await served.start();
    anna.says(bot.sim, "30");
    await bot.sim.waitForMessage("echo: 30");
    await served.settled(bot);
    expect(await served.sql("select from conversation_state")).toEqual([]);
  });

  test("keeps the version it began with, and ends with a word when it is switched off or deleted", async () => {
    const served = visit();
    const { bot, form } = await withForm(served);
    const [anna, boris] = [served.telegram.user(), served.telegram.user()];
    await opens(bot, anna);
    await served.editForm(bot, form, { fields: [color, name] });
    await served.until(async () => {
      boris.says(bot.sim, "/order");
      await served.settled(bot);
      return boris.chat(bot.sim).lastMessage!.text!.startsWith("1/2\nWhich colour");
    });
    anna.says(bot.sim, "Anna");
    await bot.sim.waitForMessage(/^2\/3\nHow old/);
    await served.settled(bot);

    await served.editForm(bot, form, { isActive: false });
    await served.until(async () => {
      anna.says(bot.sim, "not a number");
      await served.settled(bot);
      return anna.chat(bot.sim).lastMessage!.text === "“Order” has been closed in the meantime.";
    });
    expect(await served.submissions(bot)).toMatchObject([
      { state: "partial", formVersion: 1, answers: { name: "Anna" } },
    ]);
    anna.says(bot.sim, "/order");
    await bot.sim.waitForMessage("This form is not available any more.");
    await served.deleteForm(bot, form);
    await served.until(async () => {
      boris.says(bot.sim, "Red");
      await served.settled(bot);
      return boris.chat(bot.sim).messages.some(({ text }) => text === "“Order” has been closed in the meantime.");
    });
    expect(await served.deadLetters(bot)).toEqual([]);
    expect(await served.sql("select from conversation_state")).toEqual([]);
  });

  test("that began before versions were kept goes on with the questions it brought along", async () => {
    await using served = await serve();
    const { bot, form } = await withForm(served);
    const anna = served.telegram.user();
    await opens(bot, anna);
    anna.says(bot.sim, "Anna");
    await bot.sim.waitForMessage(open(/^2\/3/));
    await served.settled(bot);
    await served.stop();
    const brought = [name, field("text", { name: "age", label: "How old, in words?" })];
    await served.sql(
      "update conversation_state set state = jsonb_set(state::jsonb, '{run,form,fields}', $1::jsonb)::json",
      [JSON.stringify(brought)],
    );
    await served.start();
    anna.says(bot.sim, "thirty");
    await bot.sim.waitForMessage(/How old, in words\?: thirty/);
    await served.settled(bot);
    expect(await served.sql("select state #>> '{run,form}' as form from conversation_state")).toEqual([
      { form: JSON.stringify({ id: form, name: "Order", names: {}, version: 1, defaultCountry: null }) },
    ]);
  });

  test("is opened by a link, whose parameter stays with the answers", async () => {
    const served = visit();
    const { bot, form } = await withForm(served, [color]);
    const [anna, boris] = [served.telegram.user(), served.telegram.user()];
    anna.says(bot.sim, `/start form_${form}`);
    anna.presses(await bot.sim.waitForMessage(open(/^1\/1/)), "Red");
    anna.presses(await bot.sim.waitForMessage(open(/check your answers/)), "✓ Confirm");
    await bot.sim.waitForMessage(/^Thank you/);
    boris.says(bot.sim, "/start flyer");
    await bot.sim.waitForMessage(/^Hello/);
    boris.says(bot.sim, "/order");
    boris.presses(await bot.sim.waitForMessage(open(/^1\/1/)), "Blue");
    boris.presses(await bot.sim.waitForMessage(open(/check your answers/)), "✓ Confirm");
    await bot.sim.waitForMessage(/^Thank you/);
    await served.settled(bot);
    const parameters = (await served.submissions(bot)).map(({ startParameter }) => startParameter);
    expect(parameters).toEqual([`form_${form}`, "flyer"]);
    const contexts = await served.sql("select context from conversations order by id");
    expect(contexts).toEqual([
      { context: { startParameter: `form_${form}` } },
      { context: { startParameter: "flyer" } },
    ]);
    anna.says(bot.sim, "/start form_00000000-0000-7000-8000-000000000000");
    await bot.sim.waitForMessage("This form is not available any more.");
  });

  test("goes on where it was after its owner blocked the bot halfway", async () => {
    const served = visit();
    const { bot } = await withForm(served);
    const anna = served.telegram.user();
    await opens(bot, anna);
    bot.sim.blockedBy.add(anna.id);
    anna.says(bot.sim, "Anna");
    await served.settled(bot);
    anna.unblocks(bot.sim);
    anna.says(bot.sim, "thirty");
    await bot.sim.waitForMessage(/^Please write a number/);
    expect(await served.deadLetters(bot)).toEqual([]);
  });

  test("takes the first photo of an album and a forwarded contact, and says so", async () => {
    const served = visit();
    const { bot } = await withForm(served, [field("photo"), field("phone")]);
    const anna = served.telegram.user();
    await opens(bot, anna, /Your photo/);
    const photo = () => {
      const { file_id, file_unique_id, file_size } = anna.sendsDocument(bot.sim, png).document!;
      return { file_id, file_unique_id, file_size };
    };
    anna.sends(bot.sim, { document: photo(), media_group_id: "album" });
    await served.settled(bot);
    for (let n = 0; n < 3; n++) anna.sends(bot.sim, { document: photo(), media_group_id: "album" });
    await served.settled(bot);
    anna.sends(bot.sim, { contact: { phone_number: "49301234567", first_name: "Boris", user_id: 12 } });
    await bot.sim.waitForMessage(/another person's number/);
    anna.presses(await bot.sim.waitForMessage(open(/check your answers/)), "✓ Confirm");
    await bot.sim.waitForMessage(/^Thank you/);
    await served.settled(bot);
    expect((await served.submissions(bot))[0]!.answers).toMatchObject({ phone: "+49301234567" });
  });
});

describe.concurrent("a form in a group", () => {
  test("belongs to who started it", async () => {
    const served = visit();
    const { bot } = await withForm(served, [name, field("phone"), color]);
    const group = served.telegram.group({ bots: [bot.sim] });
    const [anna, boris] = [served.telegram.user({ firstName: "Anna" }), served.telegram.user({ firstName: "Boris" })];
    anna.says(group, "/order");
    const first = await bot.sim.waitForMessage(/What is your name/);
    const call = await bot.sim.waitForMessage("Anna, please answer by replying to this message.");
    expect(call.entities).toMatchObject([{ type: "text_mention", user: { id: anna.id } }]);
    const [, forced] = bot.sim.calls("sendMessage");
    expect(forced!.params.reply_markup).toMatchObject({ force_reply: true, selective: true });
    boris.presses(first, "✕ Cancel");
    await served.until(() => notices(bot).length === 1);
    expect(notices(bot)).toEqual(["This form is somebody else's."]);
    boris.says(group, "Boris", { replyTo: call });
    await bot.sim.waitForMessage("echo: Boris");
    anna.says(group, "Anna", { replyTo: call });
    await bot.sim.waitForMessage(/^2\/3\nYour phone/);
    const askAgain = await bot.sim.waitForMessage(/^Anna, please/);
    anna.says(group, "+49 30 1234567", { replyTo: askAgain });
    anna.presses(await bot.sim.waitForMessage(open(/^3\/3/)), "Red");
    anna.presses(await bot.sim.waitForMessage(open(/check your answers/)), "✓ Confirm");
    await bot.sim.waitForMessage(/^Thank you/);
    await served.settled(bot);
    expect(await served.submissions(bot)).toMatchObject([
      { telegramUserId: anna.id, answers: { name: "Anna", phone: "+49301234567", color: "Red" } },
    ]);
  });
});

describe.concurrent("at its end, a form", () => {
  test("hands the answers to the model with its own prompt, and keeps them also when that fails", async () => {
    const served = visit();
    const asked = { ...color, label: "Which colour, {first_name}?" };
    const { bot } = await withForm(served, [asked], {
      onCompleteAction: "ai",
      aiPrompt: "Praise the choice.",
      completionMessage: "Thanks, {first_name}!",
    });
    const anna = served.telegram.user({ firstName: "Anna" });
    const fillIn = async (option: string) => {
      anna.presses(await opens(bot, anna, /Which colour, Anna\?/), option);
      const summary = await bot.sim.waitForMessage(open(/check your answers/));
      expect(summary.text).toContain(`Which colour, Anna?: ${option}`);
      anna.presses(summary, "✓ Confirm");
      await bot.sim.waitForMessage("Thanks, Anna!");
    };
    await fillIn("Red");
    await bot.sim.waitForMessage(/^echo: Order\n\nWhich colour, Anna\?\nRed$/);
    expect(served.openai.requests.at(-1)!.messages[0]).toEqual({ role: "system", content: "Praise the choice." });
    served.openai.fail({ kind: "status", status: 401 });
    await fillIn("Blue");
    await served.settled(bot);
    expect(await served.submissions(bot)).toMatchObject([
      { state: "complete", actionState: "done", actionError: null },
      { state: "complete", answers: { color: "Blue" }, actionState: "failed", actionError: expect.any(String) },
    ]);
  });

  test("leaves a webhook's answers to whoever delivers them", async () => {
    const served = visit();
    const { bot } = await withForm(served, [color], {
      onCompleteAction: "webhook",
      webhookUrl: "https://example.com/",
    });
    const anna = served.telegram.user();
    anna.presses(await opens(bot, anna, /Which colour/), "Red");
    anna.presses(await bot.sim.waitForMessage(open(/check your answers/)), "✓ Confirm");
    await bot.sim.waitForMessage(/^Thank you/);
    await served.settled(bot);
    expect(await served.submissions(bot)).toMatchObject([{ state: "complete", actionState: "pending" }]);
  });
});
