import { describe, expect, test } from "vitest";
import type { MenuAction, MenuConfig } from "#shared/schemas/menu.ts";
import { field } from "../../forms/testing/fields.ts";
import { serve } from "../../testing/served.ts";
import { sharedRuntime } from "../../testing/shared-runtime.ts";

const button = (text: string, type: "command" | "text" | "menu" | "form", value: string, ru?: string) => ({
  text,
  ...(ru && { texts: { ru } }),
  action: { type, value } as MenuAction,
});
const shop: MenuConfig = {
  text: "Shop for {first_name}",
  texts: { ru: "Лавка для {first_name}" },
  variant: "keyboard",
  rows: [
    [button("Fruit", "menu", "fruit", "Фрукты"), button("Links", "menu", "links")],
    [button("Hi", "command", "hi")],
    [
      {
        text: "Hours",
        texts: { ru: "Часы" },
        action: { type: "text", value: "From 9 to 5", values: { ru: "С 9 до 17" } },
      },
    ],
  ],
};
const fruit: MenuConfig = {
  text: "Fruit",
  variant: "keyboard",
  rows: [[button("Apples", "text", "Red"), button("To the shop", "menu", "shop")]],
};
const links: MenuConfig = {
  text: "Our links",
  rows: [
    [{ text: "Site", action: { type: "url", value: "https://example.com" } }],
    [button("Keys", "menu", "fruit"), button("Again", "menu", "links")],
  ],
};
const commands = [
  { name: "shop", menuConfig: shop },
  { name: "fruit", menuConfig: fruit },
  { name: "links", menuConfig: links },
  { name: "hi", textResponse: "Hi" },
];
const labels = (keyboard: { text: string }[][] | unknown) =>
  (keyboard as { text: string }[][]).map((row) => row.map(({ text }) => text));

const visit = sharedRuntime();

describe.concurrent("a menu's keyboard", () => {
  test("stays in view, sends what stands on its keys, and leads to submenus and back", async () => {
    await using served = await serve();
    const bot = await served.addBot({ commands });
    const anna = served.telegram.user({ firstName: "Anna" });
    const chat = anna.chat(bot.sim);
    anna.says(bot.sim, "/shop");
    await bot.sim.waitForMessage("Shop for Anna");
    const top = [["Fruit", "Links"], ["Hi"], ["Hours"]];
    expect(labels(chat.keyboard)).toEqual(top);
    expect(bot.sim.calls("sendMessage")[0]!.params.reply_markup).toMatchObject({
      is_persistent: true,
      resize_keyboard: true,
    });
    anna.taps(bot.sim, "Hours");
    await bot.sim.waitForMessage("From 9 to 5");
    anna.taps(bot.sim, "Hi");
    await bot.sim.waitForMessage("Hi");

    anna.taps(bot.sim, "Fruit");
    await bot.sim.waitForMessage("Fruit");
    expect(labels(chat.keyboard)).toEqual([["Apples", "To the shop"], ["← Back"]]);
    anna.taps(bot.sim, "Apples");
    await bot.sim.waitForMessage("Red");
    // The keyboard that is in view counts, also after a restart.
    await served.settled(bot);
    await served.stop();
    await served.start();
    anna.taps(bot.sim, "← Back");
    await bot.sim.waitForMessage("Shop for Anna");
    expect(labels(chat.keyboard)).toEqual(top);
    // Not a key any more: it is what it says.
    anna.says(bot.sim, "Apples");
    await bot.sim.waitForMessage("echo: Apples");
    anna.says(bot.sim, "Hours please");
    await bot.sim.waitForMessage("echo: Hours please");
  });

  test("leads to menus under a message and is reached from them, each staying where it is", async () => {
    const served = visit();
    const bot = await served.addBot({ commands });
    const anna = served.telegram.user({ firstName: "Anna" });
    anna.says(bot.sim, "/shop");
    await bot.sim.waitForMessage("Shop for Anna");
    anna.taps(bot.sim, "Links");
    const message = await bot.sim.waitForMessage("Our links");
    expect(labels(message.reply_markup!.inline_keyboard)).toEqual([["Site"], ["Keys", "Again"]]);
    expect(anna.chat(bot.sim).keyboard).toHaveLength(3);
    anna.presses(message, "Keys");
    expect((await bot.sim.waitForMessage("Fruit")).message_id).toBeGreaterThan(message.message_id);
    expect(labels(anna.chat(bot.sim).keyboard)).toEqual([["Apples", "To the shop"]]);
  });

  test("speaks each person's language, and understands what it said in another", async () => {
    const served = visit();
    const bot = await served.addBot({ commands });
    const vera = served.telegram.user({ firstName: "Вера", languageCode: "ru" });
    vera.says(bot.sim, "/shop");
    await bot.sim.waitForMessage("Лавка для Вера");
    expect(labels(vera.chat(bot.sim).keyboard)).toEqual([["Фрукты", "Links"], ["Hi"], ["Часы"]]);
    vera.taps(bot.sim, "Часы");
    await bot.sim.waitForMessage("С 9 до 17");
    // The keys stay as they were when somebody changes the language of Telegram.
    vera.info.language_code = "en";
    vera.taps(bot.sim, "Фрукты");
    await bot.sim.waitForMessage("Fruit");
    vera.taps(bot.sim, "← Back");
    await bot.sim.waitForMessage("Shop for Вера");
  });

  test("of before a change works on, and says of keys that are no more that the menu has changed", async () => {
    const served = visit();
    const bot = await served.addBot({ commands });
    const anna = served.telegram.user({ firstName: "Anna" });
    anna.says(bot.sim, "/shop");
    await bot.sim.waitForMessage("Shop for Anna");
    await served.editCommand(bot, "shop", {
      menuConfig: { ...shop, rows: [[shop.rows[2]![0]!], [button("New", "text", "new")]] },
    });
    const chat = anna.chat(bot.sim);
    const old = chat.keyboard;
    await served.until(async () => {
      chat.keyboard = old;
      anna.taps(bot.sim, "Hi");
      return /This menu has changed/.test((await bot.sim.waitForMessage()).text ?? "");
    });
    expect(labels(chat.keyboard)).toEqual([["Hours"], ["New"]]);
    anna.taps(bot.sim, "Hours");
    await bot.sim.waitForMessage("From 9 to 5");

    await served.editCommand(bot, "shop", { isActive: false });
    await served.until(async () => {
      if (chat.keyboard.length === 0) return true;
      anna.taps(bot.sim, "New");
      await bot.sim.waitForMessage();
      return false;
    });
    expect(chat.lastMessage?.text).toBe("This menu has changed. Please open it again.");
    anna.says(bot.sim, "New");
    await bot.sim.waitForMessage("echo: New");
  });

  test("is understood by its texts where nothing is known of what was shown", async () => {
    const served = visit();
    const bot = await served.addBot({ commands });
    const anna = served.telegram.user({ languageCode: "en" });
    anna.says(bot.sim, "Часы");
    await bot.sim.waitForMessage("From 9 to 5");
    anna.sends(bot.sim, { text: "Hours", forward_origin: { type: "hidden_user", sender_user_name: "B", date: 1 } });
    await bot.sim.waitForMessage("echo: Hours");
  });

  test("is shown in a group to who asked, who alone goes through it", async () => {
    const served = visit();
    const bot = await served.addBot({ commands, sim: { username: "our_bot" } });
    const group = served.telegram.group({ bots: [bot.sim] });
    const [anna, boris] = [served.telegram.user({ firstName: "Anna" }), served.telegram.user({ firstName: "Boris" })];
    anna.says(group, "/shop");
    await bot.sim.waitForMessage("Shop for Anna");
    boris.says(group, "/shop");
    await bot.sim.waitForMessage("Shop for Boris");
    for (const { params } of bot.sim.calls("sendMessage")) {
      expect(params.reply_markup).toMatchObject({ selective: true });
      expect(params.reply_parameters).toBeDefined();
    }
    anna.taps(group, "Fruit");
    const shown = await bot.sim.waitForMessage("Fruit");
    boris.says(group, "Hours", { replyTo: shown });
    await bot.sim.waitForMessage("From 9 to 5");
    anna.says(group, "← Back", { replyTo: shown });
    await bot.sim.waitForMessage("Shop for Anna");
    boris.says(group, "← Back", { replyTo: shown });
    await bot.sim.waitForMessage("echo: ← Back");

    // A press on a button is nothing that keys could answer.
    anna.says(group, "/links");
    const menu = await bot.sim.waitForMessage("Our links");
    anna.presses(menu, "Keys");
    const opened = await bot.sim.waitForMessage("Fruit");
    expect(opened.message_id).toBe(menu.message_id);
    expect(labels(opened.reply_markup!.inline_keyboard)).toEqual([["Apples", "To the shop"], ["← Back"]]);
  });
});

describe.concurrent("a menu's button", () => {
  test("opens a form, under a message and as a key; the keyboard comes back after the form's own", async () => {
    const served = visit();
    const bot = await served.addBot({ commands: [{ name: "hi", textResponse: "Hi" }] });
    const fields = [field("phone", { name: "phone", label: "Your number?", required: false })];
    const form = await served.addForm(bot, { name: "Order", fields });
    const rows = [[button("Order", "form", form), button("Hours", "text", "From 9 to 5")]];
    await served.addCommand(bot, { name: "under", menuConfig: { text: "Under", rows } });
    await served.addCommand(bot, { name: "keys", menuConfig: { text: "Keys", variant: "keyboard", rows } });
    const anna = served.telegram.user();
    const boris = served.telegram.user();
    await served.until(() => bot.sim.commands.length === 3);
    anna.says(bot.sim, "/under");
    anna.presses(await bot.sim.waitForMessage("Under"), "Order");
    await bot.sim.waitForMessage(/Your number\?/);

    boris.says(bot.sim, "/keys");
    await bot.sim.waitForMessage("Keys");
    const chat = boris.chat(bot.sim);
    boris.taps(bot.sim, "Order");
    await bot.sim.waitForMessage(/Your number\?/);
    expect(labels(chat.keyboard).flat()).not.toContain("Hours");
    boris.says(bot.sim, "/cancel");
    await served.settled(bot);
    expect(labels(chat.keyboard)).toEqual([["Order", "Hours"]]);
    boris.taps(bot.sim, "Hours");
    await bot.sim.waitForMessage("From 9 to 5");
  });

  test("leads away from a form that asks for a text, and what was answered waits", async () => {
    const served = visit();
    const bot = await served.addBot();
    const fields = [field("text", { name: "a", label: "First?" }), field("text", { name: "b", label: "Second?" })];
    const form = await served.addForm(bot, { name: "Order", fields });
    const rows = [[button("Order", "form", form), button("Hours", "text", "From 9 to 5")]];
    await served.addCommand(bot, { name: "keys", menuConfig: { text: "Keys", variant: "keyboard", rows } });
    await served.until(() => bot.sim.commands.length === 1);
    const anna = served.telegram.user();
    anna.says(bot.sim, "/keys");
    await bot.sim.waitForMessage("Keys");
    anna.taps(bot.sim, "Order");
    await bot.sim.waitForMessage(/First\?/);
    anna.says(bot.sim, "an answer");
    await bot.sim.waitForMessage(/Second\?/);
    anna.taps(bot.sim, "Hours");
    await bot.sim.waitForMessage("From 9 to 5");
    await served.settled(bot);
    expect((await served.submissions(bot)).map(({ answers }) => answers)).toEqual([{ a: "an answer" }]);
    anna.says(bot.sim, "Free again");
    await bot.sim.waitForMessage("echo: Free again");
  });

  test("for a form that is no more says so", async () => {
    const served = visit();
    const rows = [[button("Order", "form", crypto.randomUUID())]];
    const bot = await served.addBot({ commands: [{ name: "under", menuConfig: { text: "Under", rows } }] });
    const anna = served.telegram.user();
    anna.says(bot.sim, "/under");
    anna.presses(await bot.sim.waitForMessage("Under"), "Order");
    await bot.sim.waitForMessage((message) => message.text !== "Under");
    await served.settled(bot);
    expect(await served.deadLetters(bot)).toEqual([]);
  });
});
