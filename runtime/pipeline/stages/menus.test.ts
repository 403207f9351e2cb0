import type { Message } from "grammy/types";
import { describe, expect, test } from "vitest";
import type { MenuConfig } from "#shared/schemas/menu.ts";
import { sharedRuntime } from "../../testing/shared-runtime.ts";

const button = (text: string, type: "command" | "url" | "text" | "menu", value: string) => ({
  text,
  action: { type, value },
});
const shop: MenuConfig = {
  text: "Shop for {first_name}",
  rows: [
    [button("Fruit", "menu", "fruit"), button("Site", "url", "https://example.com")],
    [button("Hours", "text", "From 9 to 5"), button("Hi", "command", "hi")],
  ],
};
const fruit: MenuConfig = { text: "Fruit", rows: [[button("Apples", "text", "Red"), button("Shop", "menu", "shop")]] };
const commands = [
  { name: "shop", menuConfig: shop },
  { name: "fruit", menuConfig: fruit },
  { name: "hi", textResponse: "Hi" },
];
const labels = ({ reply_markup }: Message) => reply_markup?.inline_keyboard.map((row) => row.map(({ text }) => text));

const visit = sharedRuntime();

describe.concurrent("a menu", () => {
  test("opens a form, and says so when there is none any more", async () => {
    const served = visit();
    const bot = await served.addBot();
    const form = await served.addForm(bot, {
      name: "Order",
      fields: [{ type: "text", name: "what", label: "What would you like?" }],
    });
    const rows = [[{ text: "Order", action: { type: "form" as const, value: form } }]];
    await served.addCommand(bot, { name: "menu", menuConfig: { text: "Menu", rows } });
    const anna = served.telegram.user();
    anna.says(bot.sim, "/menu");
    const menu = await bot.sim.waitForMessage("Menu");
    anna.presses(menu, "Order");
    await bot.sim.waitForMessage(/What would you like/);
    await served.deleteForm(bot, form);
    anna.says(bot.sim, "/cancel");
    await served.settled(bot);
    anna.presses(menu, "Order");
    await bot.sim.waitForMessage(/not available any more/);
  });

  test("shows its buttons, opens submenus in place and goes back", async () => {
    const served = visit();
    const bot = await served.addBot({ commands });
    const anna = served.telegram.user({ firstName: "Anna" });
    anna.says(bot.sim, "/shop");
    const menu = await bot.sim.waitForMessage("Shop for Anna");
    const top = [
      ["Fruit", "Site"],
      ["Hours", "Hi"],
    ];
    expect(labels(menu)).toEqual(top);
    expect(menu.reply_markup!.inline_keyboard[0]![1]).toMatchObject({ url: "https://example.com" });

    anna.presses(menu, "Fruit");
    const opened = await bot.sim.waitForMessage("Fruit");
    expect(opened.message_id).toBe(menu.message_id);
    expect(labels(opened)).toEqual([["Apples", "Shop"], ["← Back"]]);
    anna.presses(opened, "← Back");
    expect(labels(await bot.sim.waitForMessage("Shop for Anna"))).toEqual(top);
    anna.presses(menu, "Fruit");
    await bot.sim.waitForMessage("Fruit");
    // Coming round is going back.
    anna.presses(opened, "Shop");
    expect(labels(await bot.sim.waitForMessage("Shop for Anna"))).toEqual(top);

    anna.presses(menu, "Hours");
    await bot.sim.waitForMessage("From 9 to 5");
    anna.presses(menu, "Hi");
    await bot.sim.waitForMessage("Hi");
    await served.settled(bot);
    expect(anna.chat(bot.sim).messages).toHaveLength(4);
    expect(bot.sim.calls("answerCallbackQuery")).toHaveLength(6);
    expect((await served.messages(bot)).filter(({ type }) => type === "callback")).toHaveLength(6);
    // Presses are no messages of the month.
    expect(await served.messagesUsed(bot.tenantId)).toBe(1);
  });

  test("says of a button that is no more that the menu has changed, and leaves the others working", async () => {
    const served = visit();
    const bot = await served.addBot({ commands });
    const anna = served.telegram.user();
    anna.says(bot.sim, "/shop");
    const menu = await bot.sim.waitForMessage(/^Shop/);
    await served.editCommand(bot, "shop", {
      menuConfig: { ...shop, rows: [[shop.rows[1]![0]!], [shop.rows[0]![0]!]] },
    });
    await served.until(async () => {
      anna.presses(menu, "Hi");
      await served.settled(bot);
      return bot.sim.calls("answerCallbackQuery").some(({ params }) => /menu has changed/.test(String(params.text)));
    });
    anna.presses(menu, "Hours");
    await bot.sim.waitForMessage("From 9 to 5");
    anna.presses(menu, "Fruit");
    await bot.sim.waitForMessage("Fruit");
  });

  test("is not edited to what it is already, and is sent anew where the message is gone", async () => {
    const served = visit();
    const bot = await served.addBot({
      commands: [
        { name: "fruit", menuConfig: fruit },
        { name: "shop", menuConfig: shop },
      ],
    });
    const anna = served.telegram.user();
    anna.says(bot.sim, "/shop");
    const menu = await bot.sim.waitForMessage(/^Shop/);
    anna.presses(menu, "Fruit");
    anna.presses(menu, "Fruit");
    await served.settled(bot);
    expect(await served.deadLetters(bot)).toEqual([]);
    expect(anna.chat(bot.sim).messages).toHaveLength(2);

    served.telegram.inject(
      { kind: "status", status: 400, description: "Bad Request: message to edit not found" },
      { method: "editMessageText", times: 1 },
    );
    anna.presses(anna.chat(bot.sim).lastMessage!, "← Back");
    expect((await bot.sim.waitForMessage(/^Shop/)).message_id).toBe(3);
  });

  test("waits out a limit on edits instead of opening a second one", async () => {
    const served = visit();
    const bot = await served.addBot({ commands });
    const anna = served.telegram.user();
    anna.says(bot.sim, "/shop");
    const menu = await bot.sim.waitForMessage(/^Shop/);
    served.telegram.inject({ kind: "status", status: 429, retryAfterS: 1 }, { method: "editMessageText", times: 1 });
    anna.presses(menu, "Fruit");
    expect((await bot.sim.waitForMessage("Fruit")).message_id).toBe(menu.message_id);
    served.telegram.inject({ kind: "status", status: 429, retryAfterS: 4 }, { method: "editMessageText", times: 1 });
    anna.presses(menu, "← Back");
    expect((await bot.sim.waitForMessage(/^Shop/)).message_id).toBe(menu.message_id);
    await served.settled(bot);
    expect(bot.sim.calls("sendMessage")).toHaveLength(1);
  });

  test("is not opened a second time when an edit is said to have failed, which may show all the same", async () => {
    const served = visit();
    const bot = await served.addBot({ commands });
    const anna = served.telegram.user();
    anna.says(bot.sim, "/shop");
    const menu = await bot.sim.waitForMessage(/^Shop/);
    using failing = served.telegram.inject(
      { kind: "status", status: 502, when: "after" },
      { method: "editMessageText" },
    );
    anna.presses(menu, "Fruit");
    await served.until(() => failing.hits >= 3);
    await served.settled(bot);
    failing.clear();
    expect(anna.chat(bot.sim).messages.map(({ text }) => text)).toEqual(["/shop", "Fruit"]);
    anna.presses(anna.chat(bot.sim).lastMessage!, "← Back");
    expect((await bot.sim.waitForMessage(/^Shop/)).message_id).toBe(menu.message_id);
  });

  test("is answered also when it is too late to acknowledge the press", async () => {
    const served = visit();
    const bot = await served.addBot({ commands });
    const anna = served.telegram.user();
    anna.says(bot.sim, "/shop");
    const menu = await bot.sim.waitForMessage(/^Shop/);
    served.telegram.inject(
      { kind: "status", status: 400, description: "Bad Request: query is too old and response timeout expired" },
      { method: "answerCallbackQuery", times: 1 },
    );
    anna.presses(menu, "Hours");
    await bot.sim.waitForMessage("From 9 to 5");
  });
});

describe("a menu that Telegram does not take as it is", () => {
  test("still says its text, and the page tells about the button", async () => {
    const served = visit();
    const rows = [[{ text: "Go", action: { type: "url" as const, value: "not a link" } }]];
    const bot = await served.addBot({
      commands: [{ name: "links", responseType: "menu", menuConfig: { text: "Our links", rows } }],
    });
    served.telegram.user().says(bot.sim, "/links");
    await bot.sim.waitForMessage("Our links");
    await served.trouble(bot, "button_refused");
  });

  test("tells nobody the token that Telegram's words may hold", async () => {
    const served = visit();
    const bot = await served.addBot();
    const description = `Bad Request: https://proxy/bot${bot.sim.token}/sendMessage`;
    served.telegram.inject({ kind: "status", status: 400, description }, { method: "sendMessage", times: 1 });
    served.telegram.user().says(bot.sim, "hello");
    await served.trouble(bot, "send_refused");
    await served.settled(bot);
    const kept = JSON.stringify([
      await served.sql("select error from messages"),
      await served.sql("select message from bot_errors"),
    ]);
    expect(kept).toContain("proxy");
    expect(kept).not.toContain(bot.sim.token.split(":")[1]);
  });
});
