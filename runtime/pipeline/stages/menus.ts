/**
 * Answers presses on the buttons of menus. Under a message menus change in place and the press is always acknowledged;
 * keys under the text field send what stands on them, and get a message of their own.
 */
import { GrammyError, type MiddlewareFn } from "grammy";
import type { MenuConfig } from "#shared/schemas/menu.ts";
import { type PageTurn, type Press, type Trail, trailTo } from "../../bots/menu-index.ts";
import type { FormsContext } from "../../forms/forms-context.ts";
import { openForm } from "../../forms/open-form.ts";
import { acknowledge } from "../../speaking/acknowledge.ts";
import type { Invocation } from "../../speaking/addressed.ts";
import { hideKeys, isKeyboard, keyPressed, restoredKeys, showKeys, shownKeys } from "../../speaking/menu-keyboard.ts";
import { Postponed } from "../../turn/postponed.ts";

/** Runs a command of the bot, whoever asked for it: a message, or a menu's button. */
export type RunCommand = (ctx: FormsContext, invocation: Invocation) => Promise<void>;

export function menus({ runCommand }: { runCommand: RunCommand }): MiddlewareFn<FormsContext> {
  return (ctx, next) => {
    const data = ctx.callbackQuery?.data;
    const turn = data === undefined ? null : ctx.bot.menus.readTurn(data);
    if (turn) return turnTo(ctx, turn);
    const press = data === undefined ? keyPressed(ctx) : ctx.bot.menus.read(data);
    if (data === undefined && press === null) return next();
    if (press === "changed") return sayChanged(ctx);
    if (press === null) return acknowledge(ctx, ctx.t("notice-menu-changed"));
    return answer(ctx, press, runCommand);
  };
}

async function turnTo(ctx: FormsContext, { menu, trail, page }: PageTurn): Promise<void> {
  await acknowledge(ctx);
  await showInPlace(ctx, menu, trail, page);
}

async function answer(ctx: FormsContext, press: Press, runCommand: RunCommand): Promise<void> {
  if (ctx.callbackQuery) await acknowledge(ctx);
  if (press.type === "back") return goTo(ctx, press.to, press.trail);
  const { action, menu, trail } = press;
  switch (action.type) {
    case "command":
      return runCommand(ctx, { name: action.value, args: "" });
    case "text":
      return ctx.say(ctx.fill(ctx.inLanguage(action.value, action.values)));
    case "menu":
      return goTo(ctx, action.value, trailTo(action.value, menu, trail));
    case "form":
      return openForm(ctx, action.value);
    case "url":
      return; // opened by where it is shown
  }
}

/**
 * Goes on to a menu from another. From keys to buttons, or from buttons to keys, there is no way back: what one came
 * from is still there to be pressed.
 */
async function goTo(ctx: FormsContext, name: string, trail: Trail): Promise<void> {
  if (!ctx.callbackQuery) return showMenu(ctx, name, isKeyboard(ctx, name) ? trail : []);
  // In a group keys go to who is answered, and a press is no message that could be.
  if (isKeyboard(ctx, name) && ctx.chat?.type === "private") return showMenu(ctx, name);
  await showInPlace(ctx, name, trail);
}

/** Sends a menu as a message of its own. */
export async function showMenu(ctx: FormsContext, name: string, trail: Trail = [], page = 0): Promise<void> {
  const menu = ctx.bot.menus.get(name);
  if (!menu) return ctx.say(ctx.fallback);
  const keyboard =
    isKeyboard(ctx, name) && (ctx.message || ctx.chat?.type === "private")
      ? showKeys(ctx, name, trail)
      : buttonsOf(ctx, name, trail, page);
  await ctx.say(textOf(ctx, menu), { keyboard });
}

async function showInPlace(ctx: FormsContext, name: string, trail: Trail, page = 0): Promise<void> {
  if (!ctx.channel.surface.edits) return showMenu(ctx, name, trail, page);
  const menu = ctx.bot.menus.get(name);
  if (!menu) return ctx.say(ctx.fallback);
  try {
    await ctx.editMessageText(textOf(ctx, menu), { reply_markup: buttonsOf(ctx, name, trail, page) });
  } catch (error) {
    if (!(error instanceof GrammyError)) throw error;
    const meaning = ctx.channel.meaningOf(error);
    // What has failed again and again may show all the same: a message of its own could show it twice.
    if (meaning.type === "unchanged" || meaning.type === "fault") return;
    if (meaning.type === "wait") throw new Postponed(error.description, meaning.ms);
    // The message is gone, or too old to be edited.
    await showMenu(ctx, name, trail, page);
  }
}

/** The key that was pressed is of a keyboard from before a change: what takes its place, if anything does. */
async function sayChanged(ctx: FormsContext): Promise<void> {
  const shown = shownKeys(ctx);
  if (shown && isKeyboard(ctx, shown.menu)) await ctx.say(ctx.t("keyboard-changed"), { keyboard: restoredKeys(ctx) });
  else await ctx.say(ctx.t("notice-menu-changed"), { keyboard: hideKeys(ctx) });
}

const buttonsOf = (ctx: FormsContext, name: string, trail: Trail, page: number) =>
  ctx.bot.menus.keyboard(name, trail, ctx.t("button-back"), ctx.from?.language_code, {
    room: ctx.channel.surface,
    page,
  });

const textOf = (ctx: FormsContext, { text, texts }: MenuConfig) => ctx.fill(ctx.inLanguage(text, texts));
