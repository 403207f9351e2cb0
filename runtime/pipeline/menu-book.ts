/**
 * A bot's menus as keyboards. A button's callback data is an id drawn from what the button does, so that reordering a
 * menu leaves the buttons in old messages working, and one that no longer exists is known as such.
 */
import { createHash } from "node:crypto";
import type { InlineKeyboardButton, InlineKeyboardMarkup } from "grammy/types";
import type { MenuAction, MenuConfig } from "#shared/schemas/menu.ts";

export interface NamedMenu {
  name: string;
  menu: MenuConfig;
}

/** The menus one has come through, outermost first; the last one is where Back leads. */
export type Trail = readonly string[];

export type Press =
  | { type: "button"; label: string; action: MenuAction; menu: string; trail: Trail }
  | { type: "back"; to: string; trail: Trail };

export interface MenuBook {
  get(name: string): MenuConfig | undefined;
  /** @param backLabel the text of the Back button, which a menu with a trail gets */
  keyboard(name: string, trail: Trail, backLabel: string): InlineKeyboardMarkup;
  /** @returns what was pressed; `null` when the button is of a menu that has changed since, or not ours */
  read(callbackData: string): Press | null;
}

/** Telegram takes 64 bytes of callback data: kind, button and six menus of a trail fit. */
const trailLimit = 6;
const digest = (text: string, length: number) => createHash("sha256").update(text).digest("base64url").slice(0, length);
const menuId = (name: string) => digest(`menu:${name}`, 6);
const buttonId = (menu: string, text: string, action: MenuAction) =>
  digest(JSON.stringify([menu, text, action.type, action.value]), 12);

export function menuBook(menus: readonly NamedMenu[]): MenuBook {
  const byName = new Map(menus.map(({ name, menu }) => [name, menu]));
  const names = new Map(menus.map(({ name }) => [menuId(name), name]));
  const buttons = new Map(
    menus.flatMap(({ name, menu }) =>
      menu.rows.flat().map(({ text, action }) => [buttonId(name, text, action), { label: text, action, menu: name }]),
    ),
  );
  const encode = (trail: Trail) => shortened(trail).map(menuId).join("");
  const decode = (ids: string): Trail => (ids.match(/.{6}/g) ?? []).flatMap((id) => names.get(id) ?? []);

  return {
    get: (name) => byName.get(name),

    keyboard(name, trail, backLabel) {
      const rows = byName.get(name)?.rows ?? [];
      const keyboard = rows.map((row) =>
        row.map(
          ({ text, action }): InlineKeyboardButton =>
            action.type === "url"
              ? { text, url: action.value }
              : { text, callback_data: `m:${buttonId(name, text, action)}:${encode(trail)}` },
        ),
      );
      if (trail.length > 0) keyboard.push([{ text: backLabel, callback_data: `b:${encode(trail)}` }]);
      return { inline_keyboard: keyboard };
    },

    read(data) {
      const [kind, first = "", second = ""] = data.split(":");
      if (kind === "m") {
        const button = buttons.get(first);
        return button ? { type: "button", ...button, trail: decode(second) } : null;
      }
      const trail = kind === "b" ? decode(first) : [];
      const to = trail.at(-1);
      return to === undefined ? null : { type: "back", to, trail: trail.slice(0, -1) };
    },
  };
}

/** @returns the trail in `next`, opened from `menu`: coming round to a menu one has passed shortens it */
export function trailTo(next: string, menu: string, trail: Trail): Trail {
  const whole = [...trail, menu];
  const seen = whole.indexOf(next);
  return seen === -1 ? shortened(whole) : whole.slice(0, seen);
}

/** However deep one goes, Back leads to where one began: what is left out is between. */
const shortened = (trail: Trail): Trail =>
  trail.length > trailLimit ? [...trail.slice(0, 1), ...trail.slice(1 - trailLimit)] : trail;
