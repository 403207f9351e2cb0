/** Who the bot is: getMe, its commands, its menu button and the texts of its profile. */
import type { BotCommand, MenuButton } from "grammy/types";
import { badRequest, tooManyRequests } from "#shared/telegram/api-error.ts";
import { isRecord } from "#shared/telegram/params.ts";
import type { Method, MethodCall, Methods } from "../method.ts";
import { RateWindow } from "../rate-window.ts";
import { changedSettings } from "../settings.ts";

const hourMs = 3_600_000;
const maxCommands = 100;

/** A setter of the profile: limited much harder than messages are, each method by itself. */
function limited(set: Method): Method {
  const windows = new WeakMap<object, RateWindow>();
  return (call) => {
    const { bot, world } = call;
    const { profileCallsPerHour, clock } = world.switches;
    if (profileCallsPerHour !== null) {
      const window = windows.get(bot) ?? new RateWindow(profileCallsPerHour, hourMs);
      windows.set(bot, window);
      const waitMs = window.waitMs(clock.now());
      if (waitMs > 0) throw tooManyRequests(Math.ceil(waitMs / 1000));
      window.add(clock.now());
    }
    return set(call);
  };
}

function commandsIn({ params }: MethodCall): BotCommand[] {
  const commands = params.json("commands");
  if (!Array.isArray(commands)) throw badRequest("can't parse commands: expected an Array of BotCommand");
  if (commands.length > maxCommands) throw badRequest("BOT_COMMANDS_TOO_MUCH");
  return commands.map((entry) => {
    if (!isRecord(entry)) throw badRequest("can't parse commands: expected an Object");
    const command = String(entry.command ?? "").replace(/^\//, "");
    const description = String(entry.description ?? "").trim();
    if (!/^[a-z0-9_]{1,32}$/.test(command)) throw badRequest("BOT_COMMAND_INVALID");
    if (description.length < 1 || description.length > 256) throw badRequest("BOT_COMMAND_DESCRIPTION_INVALID");
    return { command, description };
  });
}

function menuButtonIn(button: unknown): MenuButton {
  const refuse = (reason: string) => badRequest(`can't parse menu button: ${reason}`);
  if (button === undefined || button === null) return { type: "default" };
  if (!isRecord(button)) throw refuse("MenuButton must be an Object");
  if (button.type === "default" || button.type === "commands") return { type: button.type };
  if (button.type !== "web_app") throw refuse("MenuButton has unsupported type");
  const { text, web_app: app } = button;
  if (typeof text !== "string") throw refuse('Can\'t find field "text"');
  if (!isRecord(app) || typeof app.url !== "string") throw refuse('Can\'t find field "web_app"');
  if (text.trim() === "") throw badRequest("BUTTON_TEXT_INVALID");
  if (!/^https:\/\/[^/\s]*\.[^/\s]+/.test(app.url)) {
    const wrong = app.url.startsWith("http:") ? "Only HTTPS links are allowed" : "Wrong HTTP URL";
    throw badRequest(`menu button URL '${app.url}' is invalid: ${wrong}`);
  }
  return { type: "web_app", text, web_app: { url: app.url } };
}

/** A pair of methods for one text of the profile. */
const text = (name: string, field: string, maxLength: number): Methods => ({
  [`setMy${name}`]: limited(({ bot, params }) => {
    const value = params.text(field);
    if (value.length > maxLength) throw badRequest(`${field.replaceAll("_", " ")} is too long`);
    bot.profile.set(`${field} ${params.text("language_code")}`, value);
    if (field === "name" && !params.has("language_code") && value) bot.name = value;
    return true;
  }),
  [`getMy${name}`]: ({ bot, params }) => ({
    [field]: bot.profile.get(`${field} ${params.text("language_code")}`) ?? (field === "name" ? bot.name : ""),
  }),
});

/** Since Bot API 10.5. */
export const settingMethods: Methods = {
  setMySettings: limited(({ bot, params }) => {
    bot.settings = changedSettings(bot.settings, params);
    return true;
  }),
};

export const profileMethods: Methods = {
  getMe: ({ bot }) => bot.me,
  setMyCommands: limited((call) => {
    const { bot, params } = call;
    bot.commandStore.set(params.json("scope"), params.text("language_code"), commandsIn(call));
    return true;
  }),
  getMyCommands: ({ bot, params }) => bot.commandStore.get(params.json("scope"), params.text("language_code")),
  deleteMyCommands: limited(({ bot, params }) => {
    bot.commandStore.delete(params.json("scope"), params.text("language_code"));
    return true;
  }),
  setChatMenuButton: limited(({ bot, params }) => {
    bot.menuButton = menuButtonIn(params.json("menu_button"));
    return true;
  }),
  getChatMenuButton: ({ bot }) => bot.menuButton,
  ...text("Name", "name", 64),
  ...text("Description", "description", 512),
  ...text("ShortDescription", "short_description", 120),
};
