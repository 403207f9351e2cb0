import { describe, expect, test } from "vitest";
import { serve } from "../../../testing/served.ts";
import { sharedRuntime } from "../../../testing/shared-runtime.ts";

const visit = sharedRuntime();

describe.concurrent("the commands that Telegram shows", () => {
  test("are listed in each language that reads something else, and told when they change alone", async () => {
    const served = visit();
    const bot = await served.addBot({
      commands: [{ name: "hi", textResponse: "Hi", description: "Greets", descriptions: { ru: "Здоровается" } }],
    });
    const list = (language: string) => bot.sim.commandStore.get({ type: "default" }, language);
    await served.until(() => list("ru").length === 1);
    expect(list("")).toEqual([{ command: "hi", description: "Greets" }]);
    expect(list("ru")).toEqual([{ command: "hi", description: "Здоровается" }]);
    expect(list("en")).toEqual([]);
    await served.editCommand(bot, "hi", { descriptions: { ru: "Приветствует" } });
    await served.until(() => list("ru")[0]?.description === "Приветствует");
    expect(bot.sim.calls("setMyCommands")).toHaveLength(3);
    await served.editCommand(bot, "hi", { descriptions: {} });
    await served.until(() => list("ru").length === 0);
    expect(bot.sim.calls("setMyCommands")).toHaveLength(3);
    expect(bot.sim.calls("deleteMyCommands")).toHaveLength(1);
  });

  test("are not told again when only the next language had to wait", async () => {
    const served = visit();
    const bot = await served.addBot();
    served.telegram.inject({ kind: "delay", ms: 1, when: "before" }, { method: "setMyCommands", times: 1 });
    using limited = served.telegram.inject(
      { kind: "status", status: 429, retryAfterS: 1 },
      { method: "setMyCommands", times: 1 },
    );
    await served.addCommand(bot, { name: "hi", textResponse: "Hi", descriptions: { ru: "Здоровается" } });
    await served.until(() => bot.sim.commandStore.get({ type: "default" }, "ru").length === 1);
    expect(limited.hits).toBe(1);
    expect(bot.sim.calls("setMyCommands").map(({ params }) => params.language_code)).toEqual([undefined, "ru"]);
  });
});

describe.concurrent("the menu button", () => {
  const shop = { type: "web_app", text: "Shop", url: "https://shop.example.com/" } as const;

  test("is set when it changed, and then alone", async () => {
    await using served = await serve();
    const bot = await served.addBot({ menuButton: shop });
    const bare = await served.addBot();
    await served.until(() => bot.sim.menuButton.type === "web_app");
    expect(bot.sim.menuButton).toEqual({
      type: "web_app",
      text: "Shop",
      web_app: { url: "https://shop.example.com/" },
    });
    await served.addCommand(bot, { name: "hi", textResponse: "Hi" });
    await served.until(() => bot.sim.commands.length === 1);
    await served.stop();
    await served.start();
    await served.edit(bot, { menuButton: { type: "commands" } });
    await served.until(() => bot.sim.menuButton.type === "commands");
    await served.edit(bot, { menuButton: { type: "default" } });
    await served.until(() => bot.sim.menuButton.type === "default");
    expect(bot.sim.calls("setChatMenuButton")).toHaveLength(3);
    // One that another program has set stays.
    await served.edit(bare, { menuButton: { type: "default" }, name: "Bare" });
    await served.addCommand(bare, { name: "hi", textResponse: "Hi" });
    await served.until(() => bare.sim.commands.length === 1);
    expect(bare.sim.calls("setChatMenuButton")).toEqual([]);
  });

  test("that Telegram does not take is told on the bot's page, and keeps no command list", async () => {
    const served = visit();
    const bot = await served.addBot();
    served.telegram.inject(
      { kind: "status", status: 400, description: "Bad Request: menu button URL is invalid" },
      { method: "setChatMenuButton", times: 1 },
    );
    await served.edit(bot, { menuButton: shop });
    await served.trouble(bot, "menu_button_refused");
    await served.addCommand(bot, { name: "hi", textResponse: "Hi" });
    await served.until(() => bot.sim.commands.length === 1);
    // Another change is another try.
    await served.until(() => bot.sim.menuButton.type === "web_app");
  });

  test("is set when Telegram's limit has passed, and waits for no other's", async () => {
    const served = visit();
    served.telegram.inject({ kind: "status", status: 429, retryAfterS: 1 }, { method: "setChatMenuButton", times: 1 });
    served.telegram.inject({ kind: "status", status: 429, retryAfterS: 3_000 }, { method: "setMyCommands" });
    const bot = await served.addBot({ menuButton: shop });
    await served.until(() => bot.sim.menuButton.type === "web_app");
    const limited = await served.addBot({ menuButton: shop, commands: [{ name: "hi", textResponse: "Hi" }] });
    await served.until(() => limited.sim.menuButton.type === "web_app");
    expect(limited.sim.commands).toEqual([]);
  });
});
