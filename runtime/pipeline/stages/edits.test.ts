import type { InlineKeyboardMarkup, Message } from "grammy/types";
import { describe, expect, test } from "vitest";
import type { Field } from "#shared/schemas/form.ts";
import { sample } from "#shared/testing/files/samples.ts";
import { field } from "../../forms/testing/fields.ts";
import type { ServedBots } from "../../testing/served-bots.ts";
import { sharedRuntime } from "../../testing/shared-runtime.ts";
import type { TestedBot } from "../../testing/tested-bot.ts";

const name = field("text", { name: "name", label: "Your name?", validation: { maxLength: 9 } });
const age = field("number", { name: "age", label: "Your age?" });
const color = field("select", { name: "color", label: "Which colour?" });

const open = (words: RegExp) => (message: Message) =>
  words.test(message.text ?? "") &&
  ((message.reply_markup as InlineKeyboardMarkup | undefined)?.inline_keyboard ?? []).length > 0;

/** A bot with a form of these questions, which /order opens. */
async function withForm(served: ServedBots, fields: Field[] = [name, age, color]): Promise<TestedBot> {
  const bot = await served.addBot({ commands: [{ name: "hello", textResponse: "Hello yourself" }] });
  const form = await served.addForm(bot, { name: "Order", fields });
  await served.addCommand(bot, { name: "order", responseType: "form", form });
  return bot;
}

const said = ({ sim }: TestedBot) => sim.calls("sendMessage").map(({ params }) => String(params.text));

const visit = sharedRuntime();

describe.concurrent("an edited message", () => {
  test("that answered a question changes the answer, and the summary is shown anew", async () => {
    const served = visit();
    const bot = await withForm(served);
    const anna = served.telegram.user();
    anna.says(bot.sim, "/order");
    await bot.sim.waitForMessage(open(/Your name/));
    const first = anna.says(bot.sim, "Anna");
    await bot.sim.waitForMessage(open(/Your age/));
    anna.edits(bot.sim, first, "Berta");
    await bot.sim.waitForMessage("✎ Changed: Your name? – Berta");
    anna.says(bot.sim, "30");
    anna.presses(await bot.sim.waitForMessage(open(/Which colour/)), "Red");
    const old = await bot.sim.waitForMessage(open(/check your answers/));
    expect(old.text).toContain("Your name?: Berta");
    anna.edits(bot.sim, first, "Carla");
    const summary = await bot.sim.waitForMessage(/Your name\?: Carla/);
    anna.presses(old, "✓ Confirm");
    await served.settled(bot);
    expect(await served.submissions(bot)).toEqual([]);
    anna.edits(bot.sim, first, "Somebody else");
    await bot.sim.waitForMessage(/at most 9 characters.*\nYour earlier answer stays: Your name\? – Carla$/);
    anna.presses(summary, "✓ Confirm");
    await bot.sim.waitForMessage(/^Thank you/);
    anna.edits(bot.sim, first, "Doris");
    await served.settled(bot);
    expect(await served.submissions(bot)).toMatchObject([
      { state: "complete", answers: { name: "Carla", age: 30, color: "Red" } },
    ]);
    expect(said(bot).at(-1)).toMatch(/^Thank you/);
    expect(await served.messagesUsed(bot.tenantId)).toBe(3);
  });

  test("that was no answer is a new try at the question, as long as that is asked", async () => {
    const served = visit();
    const bot = await withForm(served, [age, name]);
    const anna = served.telegram.user({ languageCode: "ru" });
    anna.says(bot.sim, "/order");
    await bot.sim.waitForMessage(open(/Your age/));
    const wrong = anna.says(bot.sim, "thirty");
    await bot.sim.waitForMessage(/^Пожалуйста, введите число/);
    // What Telegram calls an edit may change nothing that can be seen.
    anna.edits(bot.sim, wrong, "thirty");
    anna.edits(bot.sim, wrong, "30");
    await bot.sim.waitForMessage(open(/Your name/));
    anna.edits(bot.sim, wrong, "31");
    await bot.sim.waitForMessage("✎ Изменено: Your age? – 31");
    anna.edits(bot.sim, wrong, "/cancel");
    await bot.sim.waitForMessage(/Прежний ответ остаётся: Your age\? – 31$/);
    anna.says(bot.sim, "Anna");
    await bot.sim.waitForMessage(/Your age\?: 31\nYour name\?: Anna/);
    await served.settled(bot);
    expect(said(bot).filter((text) => text.includes("число"))).toHaveLength(2);
  });

  test("of anything else is done at once: no answer, no command, no question to the model, no cost", async () => {
    const served = visit();
    const bot = await withForm(served);
    const [anna, boris] = [served.telegram.user(), served.telegram.user()];
    const asked = anna.says(bot.sim, "What is new?");
    await bot.sim.waitForMessage("echo: What is new?");
    const command = anna.says(bot.sim, "/hello");
    await bot.sim.waitForMessage("Hello yourself");
    const unknown = boris.says(bot.sim, "hello");
    await bot.sim.waitForMessage("echo: hello");
    anna.edits(bot.sim, asked, "What is newer?");
    anna.edits(bot.sim, command, "/order");
    boris.edits(bot.sim, unknown, "/order");
    anna.says(bot.sim, "/order");
    await bot.sim.waitForMessage(open(/Your name/));
    for (const message of [asked, command]) anna.edits(bot.sim, message, "Anna");
    await served.settled(bot);
    expect(said(bot)).toHaveLength(4);
    expect(served.openai.requests).toHaveLength(2);
    expect(await served.messagesUsed(bot.tenantId)).toBe(4);
    expect(await served.deadLetters(bot)).toEqual([]);
  });

  test("takes another photo for the one that was sent, and none for another caption", async () => {
    const served = visit();
    const bot = await withForm(served, [field("photo"), name]);
    const anna = served.telegram.user();
    anna.says(bot.sim, "/order");
    await bot.sim.waitForMessage(open(/Your photo/));
    const png = (title: string) => new File([sample("png")], title, { type: "image/png" });
    const photo = anna.sendsDocument(bot.sim, png("one.png"));
    await bot.sim.waitForMessage(open(/Your name/));
    const edit = (content: object) =>
      served.pushRaw(bot, { edited_message: { ...photo, ...content, edit_date: photo.date + 1 } });
    edit({ caption: "It is me" });
    const other = anna.sendsDocument(served.telegram.addBot(), png("two.png"));
    edit({ document: other.document, caption: "It is not" });
    await bot.sim.waitForMessage("✎ Changed: Your photo? – Photo");
    await served.settled(bot);
    expect(bot.sim.calls("getFile")).toHaveLength(2);
  });

  test("of a place that is shared live changes nothing with every step", async () => {
    const served = visit();
    const bot = await withForm(served, [field("location"), name]);
    const anna = served.telegram.user();
    anna.says(bot.sim, "/order");
    await bot.sim.waitForMessage(/Your location/);
    const place = anna.sends(bot.sim, { location: { latitude: 1, longitude: 2, live_period: 900 } });
    await bot.sim.waitForMessage(open(/Your name/));
    const before = said(bot).length;
    for (let n = 1; n <= 20; n++)
      served.pushRaw(bot, { edited_message: { ...place, location: { latitude: 1 + n, longitude: 2 }, edit_date: n } });
    anna.says(bot.sim, "Anna");
    await bot.sim.waitForMessage(/Your location\?: 1, 2/);
    expect(said(bot)).toHaveLength(before + 1);
  });

  test("in a group changes an answer of whoever sent it, and nobody else's", async () => {
    const served = visit();
    const bot = await withForm(served, [name, age]);
    const group = served.telegram.group({ bots: [bot.sim] });
    const [anna, boris] = [served.telegram.user({ firstName: "Anna" }), served.telegram.user({ firstName: "Boris" })];
    anna.says(group, "/order");
    const call = await bot.sim.waitForMessage(/^Anna, please/);
    const answer = anna.says(group, "Anna", { replyTo: call });
    await bot.sim.waitForMessage(open(/Your age/));
    const others = boris.says(group, "Boris", { replyTo: call });
    await bot.sim.waitForMessage("echo: Boris");
    boris.edits(group, others, "Bobby");
    boris.edits(group, { ...answer, from: boris.info } as Message, "Bobby");
    anna.edits(group, answer, "Berta");
    await bot.sim.waitForMessage("✎ Changed: Your name? – Berta");
    await bot.sim.waitForMessage(/^Anna, please/);
    await served.settled(bot);
    expect(said(bot).filter((text) => text.includes("Bobby"))).toEqual([]);
    const [changed] = bot.sim.calls("sendMessage").filter(({ params }) => /Changed/.test(String(params.text)));
    expect(changed!.params.reply_parameters).toMatchObject({ message_id: answer.message_id });
  });
});
