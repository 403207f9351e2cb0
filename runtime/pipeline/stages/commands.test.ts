import { describe, expect, test } from "vitest";
import { serve } from "../../testing/served.ts";
import { sharedRuntime } from "../../testing/shared-runtime.ts";
import type { TestedBot } from "../../testing/tested-bot.ts";

const texts = ({ sim }: TestedBot) => sim.calls("sendMessage").map(({ params }) => params.text);

const visit = sharedRuntime();

describe.concurrent("a bot's commands", () => {
  test("greet on /start with the bot's welcome, a command of that name, or a sentence of our own", async () => {
    const served = visit();
    const bot = await served.addBot({ sim: { name: "Ada" }, welcomeMessage: "Welcome, {first_name}! I am {bot_name}" });
    const anna = served.telegram.user({ firstName: "Anna" });
    anna.says(bot.sim, "/start");
    await bot.sim.waitForMessage("Welcome, Anna! I am Ada");
    await served.addCommand(bot, { name: "start", textResponse: "Begin, {username}" });
    await served.until(async () => {
      anna.says(bot.sim, "/start");
      return (await bot.sim.waitForMessage()).text === "Begin, Anna";
    });

    const plain = await served.addBot({ sim: { name: "Bob" } });
    anna.says(plain.sim, "/start deep-link");
    await plain.sim.waitForMessage(/^Hello, Anna! I am Bob/);
    served.telegram.user({ firstName: "Вера", languageCode: "ru" }).says(plain.sim, "/start");
    await plain.sim.waitForMessage(/^Здравствуйте, Вера! Я Bob/);
  });

  test("are listed by /help, the highest priority first, without those that are off", async () => {
    const served = visit();
    const bot = await served.addBot({
      commands: [
        { name: "low", textResponse: "x", priority: 1 },
        { name: "high", textResponse: "x", priority: 9, description: "The first" },
        { name: "off", textResponse: "x", isActive: false },
      ],
    });
    const anna = served.telegram.user();
    anna.says(bot.sim, "/help");
    await bot.sim.waitForMessage("What I can do:\n/high — The first\n/low");
    anna.says(bot.sim, "/off");
    await bot.sim.waitForMessage(/can't answer/);
    await served.addCommand(bot, { name: "help", textResponse: "Help yourself" });
    await served.until(async () => {
      anna.says(bot.sim, "/help");
      return (await bot.sim.waitForMessage()).text === "Help yourself";
    });
    const bare = await served.addBot();
    anna.says(bare.sim, "/help");
    await bare.sim.waitForMessage(/no commands yet/);
  });

  test("fill in names once: what looks like a placeholder in a name stays what it is", async () => {
    const served = visit();
    const bot = await served.addBot({
      sim: { name: "{first_name}" },
      commands: [{ name: "hi", textResponse: "{first_name}|{username}|{bot_name}|{other}|$&" }],
    });
    served.telegram.user({ firstName: "{username}{bot_name}", username: "ada" }).says(bot.sim, "/hi");
    await bot.sim.waitForMessage("{username}{bot_name}|@ada|{first_name}|{other}|$&");
    served.telegram.user({ firstName: "<b>$1</b>'; drop table bots; --" }).says(bot.sim, "/hi");
    await bot.sim.waitForMessage(/^<b>\$1<\/b>'; drop table bots; --\|/);
  });

  test("ask the model with instructions of their own, or the bot's", async () => {
    const served = visit();
    const bot = await served.addBot({
      systemPrompt: "Be kind",
      commands: [
        { name: "poem", responseType: "ai", aiPromptOverride: "Rhyme" },
        { name: "prose", responseType: "ai" },
      ],
    });
    const anna = served.telegram.user();
    anna.says(bot.sim, "/poem about cats");
    await bot.sim.waitForMessage("echo: about cats");
    anna.says(bot.sim, "/prose");
    await bot.sim.waitForMessage("echo: /prose");
    expect(served.openai.requests.map(({ messages }) => messages[0])).toEqual([
      { role: "system", content: "Rhyme" },
      { role: "system", content: "Be kind" },
    ]);
  });

  test("get the fallback message when nobody knows them, and ask no model", async () => {
    const served = visit();
    const bot = await served.addBot({ fallbackMessage: "Pardon?" });
    const anna = served.telegram.user();
    anna.says(bot.sim, "/unknown");
    await bot.sim.waitForMessage("Pardon?");
    anna.sends(bot.sim, { sticker: { file_id: "1", file_unique_id: "1", type: "regular", width: 1, height: 1 } });
    await bot.sim.waitForMessage("Pardon?");
    anna.says(bot.sim, "/etc/passwd is a path");
    await bot.sim.waitForMessage("echo: /etc/passwd is a path");
    expect(served.openai.requests).toHaveLength(1);
  });

  test("are also understood in captions, in capitals and with our own name", async () => {
    const served = visit();
    const bot = await served.addBot({ sim: { username: "our_bot" }, commands: [{ name: "hi", textResponse: "Hi" }] });
    const anna = served.telegram.user();
    anna.says(bot.sim, "/HI");
    anna.says(bot.sim, "/hi@Our_Bot now");
    anna.sendsPhoto(bot.sim, { caption: "/hi" });
    await served.settled(bot);
    expect(texts(bot)).toEqual(["Hi", "Hi", "Hi"]);
    expect((await served.messages(bot)).map(({ type }) => type)).toEqual([
      "text",
      "text",
      "text",
      "text",
      "photo",
      "text",
    ]);
  });

  test("that answer with nothing visible say the fallback, and those too long for one message are split", async () => {
    const served = visit();
    const bot = await served.addBot({
      fallbackMessage: "Pardon?",
      commands: [
        { name: "empty", responseType: "text", textResponse: "{username}" },
        { name: "long", textResponse: `${"{first_name} ".repeat(340)}` },
      ],
    });
    const anna = served.telegram.user({ firstName: " " });
    anna.says(bot.sim, "/empty");
    await bot.sim.waitForMessage("Pardon?");
    const boris = served.telegram.user({ firstName: "B".repeat(60) });
    boris.says(bot.sim, "/long");
    await served.settled(bot);
    const parts = texts(bot).slice(1) as string[];
    expect(parts.length).toBeGreaterThan(4);
    expect(parts.join(" ").split(/\s+/)).toHaveLength(340);
  });
});

describe.concurrent("the list of commands that Telegram shows", () => {
  test("is set when its content changed, and then alone", async () => {
    await using served = await serve();
    const bot = await served.addBot({ commands: [{ name: "hi", textResponse: "Hi", description: "Says hi" }] });
    await served.until(() => bot.sim.commands.length === 1);
    expect(bot.sim.commands).toEqual([{ command: "hi", description: "Says hi" }]);
    await served.editCommand(bot, "hi", { textResponse: "Hello" });
    await served.edit(bot, { welcomeMessage: "Welcome" });
    await served.addCommand(bot, { name: "yo", textResponse: "Yo" });
    await served.until(() => bot.sim.commands.length === 2);
    expect(bot.sim.commands[1]).toEqual({ command: "yo", description: "/yo" });
    expect(bot.sim.calls("setMyCommands")).toHaveLength(2);

    await served.stop();
    await served.start();
    await served.polling(bot);
    served.telegram.user().says(bot.sim, "/yo");
    await bot.sim.waitForMessage("Yo");
    expect(bot.sim.calls("setMyCommands")).toHaveLength(2);
  });

  test("of a bot without commands is left as another program has made it", async () => {
    const served = visit();
    const bot = await served.addBot({ commands: [{ name: "hi", textResponse: "Hi" }] });
    const bare = await served.addBot();
    await served.until(() => bot.sim.commands.length === 1);
    await served.editCommand(bot, "hi", { isActive: false });
    await served.until(() => bot.sim.commands.length === 0);
    expect(bot.sim.calls("setMyCommands")).toHaveLength(2);
    expect(bare.sim.calls("setMyCommands")).toHaveLength(0);
  });

  test("is set when Telegram's limit has passed", async () => {
    const served = visit();
    served.telegram.inject({ kind: "status", status: 429, retryAfterS: 1 }, { method: "setMyCommands", times: 1 });
    const bot = await served.addBot({ commands: [{ name: "hi", textResponse: "Hi" }] });
    await served.until(() => bot.sim.commands.length === 1);
  });

  test("ends as the last of many changes made it, whichever call was slow, without a call for each", async () => {
    const served = visit();
    const bot = await served.addBot();
    using slow = served.telegram.inject(
      { kind: "delay", ms: 300, when: "before" },
      { method: "setMyCommands", times: 1 },
    );
    await served.addCommand(bot, { name: "a0", textResponse: "x", priority: 99 });
    await served.until(() => slow.hits === 1);
    for (let n = 1; n < 8; n++) await served.addCommand(bot, { name: `a${n}`, textResponse: "x", priority: -n });
    await served.until(() => bot.sim.commands.length === 8);
    expect(bot.sim.calls("setMyCommands").length).toBeLessThan(5);
    await served.editCommand(bot, "a0", { description: "changed" });
    await served.editCommand(bot, "a0", { description: "" });
    await served.until(async () => {
      const [row] = await served.sql<{ same: boolean }>("select commands_revision = revision as same from bots");
      return row!.same;
    });
    expect(bot.sim.commands[0]).toEqual({ command: "a0", description: "/a0" });
  });
});
