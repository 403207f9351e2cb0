/**
 * The keyboards that people have under their text field. What was shown to whom is kept with the conversation, so that
 * a key means what it meant when it was shown, also after a restart or a change of the menu.
 */
import type { ReplyKeyboardMarkup, ReplyKeyboardRemove } from "grammy/types";
import type { Press, ShownKeys, Trail } from "../bots/menu-index.ts";
import { commandOf } from "./addressed.ts";
import type { BotContext } from "./context.ts";

/** One person's, in one chat. */
interface PersonsKeys extends ShownKeys {
  readonly person: number;
}

/** How many people of a group are remembered. Whoever comes after them is understood by the label alone. */
const maxPeople = 20;

/** @returns the menu's keys for who wrote; from now on they are what that person has */
export function showKeys(ctx: BotContext, menu: string, trail: Trail): ReplyKeyboardMarkup {
  const { rows, shown } = ctx.bot.menus.keys(menu, trail, ctx.t("button-back"), ctx.from?.language_code);
  note(ctx, shown);
  return {
    keyboard: rows.map((row) => row.map((text) => ({ text }))),
    is_persistent: true,
    resize_keyboard: true,
    ...forThemAlone(ctx),
  };
}

/** Takes the keyboard away from who wrote. */
export function hideKeys(ctx: BotContext): ReplyKeyboardRemove {
  note(ctx, null);
  return { remove_keyboard: true, ...forThemAlone(ctx) };
}

/** What follows a keyboard that something else has shown: the menu's that was there before, if any. */
export function restoredKeys(ctx: BotContext): ReplyKeyboardMarkup | ReplyKeyboardRemove {
  const shown = shownKeys(ctx);
  if (!shown || !isKeyboard(ctx, shown.menu)) return hideKeys(ctx);
  return showKeys(ctx, shown.menu, ctx.bot.menus.trailOf(shown));
}

/** Whether a menu stands under the text field; where nothing can stand there, its buttons are under its message. */
export const isKeyboard = ({ bot, channel }: BotContext, menu: string): boolean =>
  channel.surface.replyKeys && bot.menus.get(menu)?.variant === "keyboard";

/** @returns what who wrote has under their text field, as far as menus put it there */
export const shownKeys = (ctx: BotContext): ShownKeys | null =>
  noted(ctx).find(({ person }) => person === personIn(ctx)) ?? null;

/** @returns the key that sent the message; `null` when it is a message like any other */
export function keyPressed(ctx: BotContext): Press | "changed" | null {
  const { message, bot } = ctx;
  if (!message?.text || message.forward_origin || commandOf(message, ctx.me)) return null;
  const shown = shownKeys(ctx);
  return shown ? bot.menus.readKey(message.text, shown) : bot.menus.findKey(message.text);
}

/** Whether the message comes from a key that its sender has in view: whatever else goes on, it asks for the menu. */
export const asksForMenu = (ctx: BotContext): boolean => shownKeys(ctx) !== null && keyPressed(ctx) !== null;

function note(ctx: BotContext, shown: ShownKeys | null): void {
  const person = personIn(ctx);
  const others = noted(ctx).filter((keys) => keys.person !== person);
  if (!shown && others.length === noted(ctx).length) return;
  const keyboards = [...others, ...(shown ? [{ person, ...shown }] : [])].slice(-maxPeople);
  ctx.turn.change({ context: { ...ctx.turn.conversation.context, keyboards } });
}

const noted = ({ turn }: BotContext): readonly PersonsKeys[] =>
  (turn.converses && (turn.conversation.context as { keyboards?: PersonsKeys[] }).keyboards) || [];

/** Who writes for a group or a channel has its keyboard. */
const personIn = (ctx: BotContext): number => ctx.from?.id ?? ctx.chat?.id ?? 0;

/** In a group only who is answered gets to see it. */
const forThemAlone = ({ chat }: BotContext) => (chat?.type === "private" ? {} : { selective: true });
