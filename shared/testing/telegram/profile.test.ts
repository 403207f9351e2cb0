import { describe, expect, test } from "vitest";
import { manualClock } from "../clock.ts";
import { clientOf } from "./client.ts";
import type { Switches } from "./switches.ts";
import { startTelegram } from "./telegram.ts";

const commands = [{ command: "start", description: "Begin" }];

async function open(switches: Partial<Switches> = {}) {
  const clock = manualClock();
  const telegram = await startTelegram({ clock, ...switches });
  const bot = telegram.addBot({ username: "cats_bot", name: "Cats" });
  return {
    clock,
    telegram,
    bot,
    call: clientOf(telegram, bot),
    [Symbol.asyncDispose]: () => telegram[Symbol.asyncDispose](),
  };
}

describe("the profile of a bot", () => {
  test("says who it is", async () => {
    await using t = await open();
    expect((await t.call("getMe")).result).toMatchObject({
      id: t.bot.id,
      username: "cats_bot",
      first_name: "Cats",
      is_bot: true,
    });
  });

  test("keeps commands by scope and language", async () => {
    await using t = await open();
    await t.call("setMyCommands", { commands });
    await t.call("setMyCommands", { commands: [], language_code: "de" });
    expect(t.bot.commands).toEqual(commands);
    expect((await t.call<object[]>("getMyCommands")).result).toEqual(commands);
    expect((await t.call<object[]>("getMyCommands", { scope: { type: "all_group_chats" } })).result).toEqual([]);
    await t.call("deleteMyCommands");
    expect(t.bot.commands).toEqual([]);
  });

  test.each([
    ["BOT_COMMAND_INVALID", [{ command: "Größe", description: "x" }]],
    ["BOT_COMMAND_DESCRIPTION_INVALID", [{ command: "a", description: "" }]],
    ["BOT_COMMANDS_TOO_MUCH", Array.from({ length: 101 }, (_, n) => ({ command: `c${n}`, description: "x" }))],
  ])("refuses commands with %s", async (reason, given) => {
    await using t = await open();
    expect(await t.call("setMyCommands", { commands: given })).toMatchObject({
      status: 400,
      description: `Bad Request: ${reason}`,
    });
  });

  test("has setters that are limited hard, with a switch", async () => {
    await using t = await open({ profileCallsPerHour: 2 });
    const set = () => t.call("setMyCommands", { commands });
    expect([(await set()).status, (await set()).status]).toEqual([200, 200]);
    const third = await set();
    expect(third).toMatchObject({ status: 429, parameters: { retry_after: 3600 } });
    expect(third.headers.get("retry-after")).toBe("3600");
    expect((await t.call("setMyName", { name: "Dogs" })).status).toBe(200);
    t.clock.advance(3_600_000);
    expect((await set()).status).toBe(200);
  });

  test("keeps its texts and its menu button", async () => {
    await using t = await open();
    await t.call("setMyDescription", { description: "All about cats" });
    await t.call("setChatMenuButton", { menu_button: { type: "commands" } });
    expect((await t.call("getMyDescription")).result).toEqual({ description: "All about cats" });
    expect((await t.call("getChatMenuButton")).result).toEqual({ type: "commands" });
    expect((await t.call("setMyName", { name: "x".repeat(65) })).status).toBe(400);
  });
});

describe("a menu button", () => {
  const webApp = { type: "web_app", text: "Shop", web_app: { url: "https://shop.example.com/" } };

  test("opens a web app, the commands, or what is usual", async () => {
    await using t = await open();
    for (const menu_button of [webApp, { type: "commands" }, { type: "default" }]) {
      expect((await t.call("setChatMenuButton", { menu_button })).result).toBe(true);
      expect((await t.call("getChatMenuButton")).result).toEqual(menu_button);
    }
    await t.call("setChatMenuButton", { menu_button: webApp });
    await t.call("setChatMenuButton");
    expect(t.bot.menuButton).toEqual({ type: "default" });
  });

  test.each([
    [{ type: "shop" }, "can't parse menu button: MenuButton has unsupported type"],
    [{ type: "web_app", text: "x" }, "can't parse menu button: Can't find field \"web_app\""],
    [{ ...webApp, text: " " }, "BUTTON_TEXT_INVALID"],
    [
      { ...webApp, web_app: { url: "http://example.com" } },
      "menu button URL 'http://example.com' is invalid: Only HTTPS links are allowed",
    ],
    [{ ...webApp, web_app: { url: "example" } }, "menu button URL 'example' is invalid: Wrong HTTP URL"],
  ])("that is %j is refused", async (menu_button, reason) => {
    await using t = await open();
    expect(await t.call("setChatMenuButton", { menu_button })).toMatchObject({
      status: 400,
      description: `Bad Request: ${reason}`,
    });
    expect(t.bot.menuButton).toEqual({ type: "default" });
  });

  test("is limited as the other setters are", async () => {
    await using t = await open({ profileCallsPerHour: 1 });
    await t.call("setChatMenuButton", { menu_button: webApp });
    expect((await t.call("setChatMenuButton", { menu_button: webApp })).status).toBe(429);
  });
});

describe("looking around", () => {
  test("finds chats and members", async () => {
    await using t = await open();
    const anna = t.telegram.user({ firstName: "Anna" });
    const group = t.telegram.group({ title: "Cats", bots: [t.bot] });
    group.administrators.add(anna.id);
    expect((await t.call("getChat", { chat_id: group.id })).result).toMatchObject({
      title: "Cats",
      type: "supergroup",
    });
    const member = (user_id: number) => t.call("getChatMember", { chat_id: group.id, user_id });
    expect((await member(anna.id)).result).toMatchObject({ status: "administrator", user: { first_name: "Anna" } });
    expect((await member(t.bot.id)).result).toMatchObject({ status: "member" });
    expect((await member(77)).status).toBe(400);
    expect((await t.call("getChatAdministrators", { chat_id: group.id })).result).toMatchObject([
      { user: { id: anna.id } },
    ]);
  });

  test("finds no file that is not there, and none too big", async () => {
    await using t = await open();
    const anna = t.telegram.user();
    const { document } = anna.sendsDocument(t.bot, new File([new Uint8Array(20 * 1024 * 1024 + 1)], "big.bin"));
    expect((await t.call("getFile", { file_id: "77" })).description).toBe("Bad Request: invalid file_id");
    expect((await t.call("getFile", { file_id: document!.file_id })).description).toBe("Bad Request: file is too big");
  });
});
