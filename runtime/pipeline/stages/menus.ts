/** Answers presses on inline buttons: menus change in place, the press is always acknowledged. */
import { GrammyError, type Middleware } from "grammy";
import { Postponed } from "../../channels/telegram/postponed.ts";
import { openForm } from "../../forms/open-form.ts";
import { acknowledge } from "../acknowledge.ts";
import type { BotContext } from "../context.ts";
import { type Press, type Trail, trailTo } from "../menu-book.ts";
import type { RunCommand } from "../run-command.ts";

export function menus({ runCommand }: { runCommand: RunCommand }): Middleware<BotContext> {
  return async (ctx, next) => {
    const data = ctx.callbackQuery?.data;
    if (data === undefined) return next();
    const press = ctx.bot.menus.read(data);
    if (!press) return acknowledge(ctx, ctx.t("notice-menu-changed"));
    await acknowledge(ctx);
    await answer(ctx, press, runCommand);
  };
}

async function answer(ctx: BotContext, press: Press, runCommand: RunCommand): Promise<void> {
  if (press.type === "back") return showInPlace(ctx, press.to, press.trail);
  const { action, menu, trail } = press;
  switch (action.type) {
    case "command":
      return runCommand(ctx, { name: action.value, args: "" });
    case "text":
      return ctx.say(ctx.fill(action.value));
    case "menu":
      return showInPlace(ctx, action.value, trailTo(action.value, menu, trail));
    case "form":
      return openForm(ctx, action.value);
    case "url":
      return; // opened by Telegram itself
  }
}

/** Sends a menu as a message of its own. */
export async function showMenu(ctx: BotContext, name: string, trail: Trail = []): Promise<void> {
  const menu = ctx.bot.menus.get(name);
  if (!menu) return ctx.say(ctx.fallback);
  await ctx.say(ctx.fill(menu.text), { keyboard: ctx.bot.menus.keyboard(name, trail, ctx.t("button-back")) });
}

async function showInPlace(ctx: BotContext, name: string, trail: Trail): Promise<void> {
  const menu = ctx.bot.menus.get(name);
  if (!menu) return ctx.say(ctx.fallback);
  const keyboard = ctx.bot.menus.keyboard(name, trail, ctx.t("button-back"));
  try {
    await ctx.editMessageText(ctx.fill(menu.text), { reply_markup: keyboard });
  } catch (error) {
    if (!(error instanceof GrammyError)) throw error;
    if (/not modified/i.test(error.description)) return;
    if (error.error_code === 429) throw new Postponed(error.description, (error.parameters.retry_after || 1) * 1000);
    // The message is gone, or too old to be edited.
    await showMenu(ctx, name, trail);
  }
}
