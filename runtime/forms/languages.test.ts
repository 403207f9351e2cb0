/** A form's own texts, as people of several languages meet them in the chat. */
import type { InlineKeyboardMarkup, Message } from "grammy/types";
import { describe, expect, test } from "vitest";
import type { Field } from "#shared/schemas/form.ts";
import type { User } from "#shared/testing/telegram/user.ts";
import type { ServedBots } from "../testing/served-bots.ts";
import { sharedRuntime } from "../testing/shared-runtime.ts";
import { field } from "./testing/fields.ts";

const code = field("text", {
  name: "code",
  label: "Your code?",
  labels: { ru: "Ваш код, {first_name}?" },
  help: "From the letter",
  helps: { ru: "Он в письме" },
  validation: { pattern: "\\d+", patternHint: "digits", patternHints: { ru: "цифры" } },
});
const color = field("select", {
  name: "color",
  label: "Which colour?",
  labels: { ru: "Какой цвет?" },
  optionTexts: { Red: { ru: "Красный" }, Blue: { ru: "Синий" } },
});
const extras = field("multiselect", {
  name: "extras",
  label: "Extras?",
  options: ["Milk", "Sugar"],
  optionTexts: { Milk: { ru: "Молоко" }, Sugar: { ru: "Сахар" } },
  condition: { field: "color", operator: "equals", value: "Red" },
});

const labels = ({ reply_markup }: Message) =>
  ((reply_markup as InlineKeyboardMarkup | undefined)?.inline_keyboard ?? []).flat().map(({ text }) => text);

async function withForm(served: ServedBots, fields: Field[], extra: object = {}) {
  const bot = await served.addBot();
  const form = await served.addForm(bot, { name: "Order", names: { ru: "Заказ" }, fields, ...extra });
  await served.addCommand(bot, { name: "order", responseType: "form", form });
  return { bot, form };
}

const answers = async (served: ServedBots, bot: Parameters<ServedBots["submissions"]>[0]) => {
  await served.settled(bot);
  return (await served.submissions(bot)).map(({ answers }) => answers);
};

const visit = sharedRuntime();

describe.concurrent("a form in people's languages", () => {
  test("is read in them from the first question to the last word, and keeps the options as they are", async () => {
    const served = visit();
    const chief = served.telegram.user({ firstName: "Chief", languageCode: "ru" });
    const { bot } = await withForm(served, [code, color, extras], {
      ...{ onCompleteAction: "notify", notificationChatId: chief.id },
      ...{ completionMessage: "Bye", completionMessages: { ru: "Пока, {first_name}" } },
    });
    chief.says(bot.sim, "/help");
    const vera = served.telegram.user({ firstName: "Вера", languageCode: "ru" });
    vera.says(bot.sim, "/order");
    await bot.sim.waitForMessage("1/3\nВаш код, Вера?\n\nОн в письме");
    vera.says(bot.sim, "x");
    await bot.sim.waitForMessage(/цифры/);
    vera.says(bot.sim, "7");
    const second = await bot.sim.waitForMessage(/^2\/3\nКакой цвет\?$/);
    expect(labels(second)).toEqual(["Красный", "Green", "Синий", "← Назад", "✕ Отмена"]);
    vera.presses(second, "Красный");
    await bot.sim.waitForMessage(/Какой цвет\?\n\n✓ Красный$/);
    const third = await bot.sim.waitForMessage(/^3\/3\nExtras\?/);
    vera.presses(third, "▫️ Сахар");
    vera.presses(await bot.sim.waitForMessage((m) => labels(m).includes("✅ Сахар")), "Готово (1)");
    const summary = await bot.sim.waitForMessage(/Какой цвет\?: Красный\nExtras\?: Сахар/);
    expect(labels(summary)).toContain("✎ Какой цвет?");
    vera.says(bot.sim, "/cancel");
    const leaving = await bot.sim.waitForMessage(/«Заказ»/);
    vera.presses(leaving, "Продолжить заполнение");
    const again = await bot.sim.waitForMessage((m) => m !== summary && /Какой цвет\?: Красный/.test(m.text ?? ""));
    vera.presses(again, "✓ Подтвердить");
    await bot.sim.waitForMessage("Пока, Вера");
    const told = await bot.sim.waitForMessage(
      ({ chat, text }) => chat.id === chief.id && /answers: Order/.test(text ?? ""),
    );
    expect(told.text).toContain("Which colour?\nRed\n\nExtras?\n• Sugar");
    expect(await answers(served, bot)).toEqual([{ code: "7", color: "Red", extras: ["Sugar"] }]);
  });

  test("stays as it was written for those it was not translated for", async () => {
    const served = visit();
    const { bot } = await withForm(served, [color], { completionMessages: { ru: "Пока" } });
    const anna = served.telegram.user({ languageCode: "de" });
    anna.says(bot.sim, "/order");
    const asked = await bot.sim.waitForMessage("1/1\nWhich colour?");
    expect(labels(asked)).toEqual(["Red", "Green", "Blue", "← Back", "✕ Cancel"]);
    anna.presses(asked, "Blue");
    anna.presses(await bot.sim.waitForMessage(/Which colour\?: Blue/), "✓ Confirm");
    await bot.sim.waitForMessage("Thank you! Your answers have been saved.");
  });

  test("goes on when its owner's Telegram speaks another language: by buttons, keys and words of either", async () => {
    const served = visit();
    const fields = [field("phone", { name: "phone" }), color, { ...color, name: "second" }, extras];
    const { bot } = await withForm(served, fields);
    const vera = served.telegram.user({ firstName: "Вера", languageCode: "ru" });
    const speaks = (language: string) => (vera.info.language_code = language);
    vera.says(bot.sim, "/order");
    await bot.sim.waitForMessage(/^1\/4/);
    speaks("en");
    // What stands on the key that Telegram still shows.
    vera.says(bot.sim, "← Назад");
    await bot.sim.waitForMessage("This is the first question.");
    vera.says(bot.sim, "+49 30 123456");
    speaks("ru");
    const asked = await bot.sim.waitForMessage(/^2\/4\nWhich colour/);
    vera.presses(asked, "Red");
    await bot.sim.waitForMessage(/^2\/4\nWhich colour\?\n\n✓ Красный$/);
    await bot.sim.waitForMessage(/^3\/4\nКакой цвет/);
    speaks("en");
    vera.says(bot.sim, "синий");
    await bot.sim.waitForMessage(/^4\/4\nExtras/);
    speaks("ru");
    vera.says(bot.sim, "milk, сахар");
    await bot.sim.waitForMessage(/Какой цвет\?: Красный\nКакой цвет\?: Синий\nExtras\?: Молоко, Сахар/);
    vera.says(bot.sim, "/cancel");
    await bot.sim.waitForMessage(/«Заказ»/);
    await served.settled(bot);
  });

  test("keeps the translations it began with; what is said at its end is always the latest", async () => {
    const served = visit();
    const { bot, form } = await withForm(served, [color]);
    const [vera, oleg] = [served.telegram.user({ languageCode: "ru" }), served.telegram.user({ languageCode: "ru" })];
    const asks = async (person: User, words: string) => {
      person.says(bot.sim, "/order");
      return bot.sim.waitForMessage(({ chat, text }) => chat.id === person.id && text === `1/1\n${words}`);
    };
    const asked = await asks(vera, "Какой цвет?");
    await served.editForm(bot, form, {
      fields: [{ ...color, labels: { ru: "Цвет?" }, optionTexts: { Red: { ru: "Алый" } } }],
      completionMessages: { ru: "Пока" },
    });
    expect(labels(await asks(oleg, "Цвет?"))).toContain("Алый");
    vera.presses(asked, "Красный");
    vera.presses(await bot.sim.waitForMessage(/Какой цвет\?: Красный/), "✓ Подтвердить");
    await bot.sim.waitForMessage("Пока");
  });
});
