/** What a tenant has a bot say in the languages of its people. */
import { describe, expect, test } from "vitest";
import { sharedRuntime } from "../testing/shared-runtime.ts";

const visit = sharedRuntime();

describe.concurrent("a bot's own words", () => {
  test("take the place of built-in sentences, language by language, as soon as they are saved", async () => {
    const served = visit();
    const bot = await served.addBot({
      sim: { name: "Ada" },
      sentences: { ru: { welcome: "Рада видеть, {first_name}. Я { $bot_name }", "help-empty": "Сломано {" } },
    });
    const anna = served.telegram.user({ firstName: "Anna" });
    const vera = served.telegram.user({ firstName: "Вера", languageCode: "ru-RU" });
    vera.says(bot.sim, "/start");
    await bot.sim.waitForMessage("Рада видеть, Вера. Я Ada");
    anna.says(bot.sim, "/start");
    await bot.sim.waitForMessage(/^Hello, Anna! I am Ada/);
    vera.says(bot.sim, "/help");
    await bot.sim.waitForMessage(/^Просто напишите мне/);
    await served.edit(bot, { sentences: { en: { welcome: "Hey { $username }" } } });
    await served.until(async () => {
      anna.says(bot.sim, "/start");
      return (await bot.sim.waitForMessage()).text === "Hey Anna";
    });
    vera.says(bot.sim, "/start");
    await bot.sim.waitForMessage(/^Здравствуйте, Вера/);
  });

  test("in welcome and fallback win over them, translated where they are", async () => {
    const served = visit();
    const bot = await served.addBot({
      aiEnabled: false,
      welcomeMessage: "Moin {first_name}",
      welcomeMessages: { ru: "Привет, {first_name}" },
      fallbackMessages: { ru: "Не понимаю" },
      sentences: { en: { welcome: "no", fallback: "Pardon?" }, ru: { welcome: "нет", fallback: "нет" } },
      commands: [
        { name: "hours", textResponse: "9–17", textResponses: { ru: "с 9 до 17" }, descriptions: { ru: "Часы" } },
      ],
    });
    for (const [languageCode, texts] of [
      ["ru", ["Привет, X", "Не понимаю", "с 9 до 17", "Что я умею:\n/hours — Часы"]],
      ["de", ["Moin X", "Pardon?", "9–17", "What I can do:\n/hours"]],
    ] as const) {
      const person = served.telegram.user({ firstName: "X", languageCode });
      for (const text of ["/start", "what", "/hours", "/help"]) person.says(bot.sim, text);
      await served.settled(bot);
      const said = person.chat(bot.sim).messages.filter(({ from }) => from?.is_bot);
      expect(said.map(({ text }) => text)).toEqual(texts);
    }
  });
});
