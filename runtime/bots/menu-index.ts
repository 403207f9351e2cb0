/**
 * A bot's menus as buttons under a message and as keys under the text field. A button's callback data is an id drawn from what the button does, so that reordering a
 * menu, or translating it, leaves the buttons in old messages working, and one that no longer exists is known as such.
 * Keys send their label alone: what each of them means is noted when they are shown.
 */
import { createHash } from "node:crypto";
import type { InlineKeyboardButton, InlineKeyboardMarkup } from "grammy/types";
import { labelSent, labelsOf, type MenuAction, type MenuConfig } from "#shared/schemas/menu.ts";
import { inLanguage } from "#shared/schemas/translations.ts";
import { type ButtonRoom, fittingLabel, inPages } from "./button-rows.ts";

export interface NamedMenu {
  name: string;
  menu: MenuConfig;
}

/** The menus one has come through, outermost first; the last one is where Back leads. */
export type Trail = readonly string[];

export type Press =
  | { type: "button"; label: string; action: MenuAction; menu: string; trail: Trail }
  | { type: "back"; to: string; trail: Trail };

/** A button that turns to another page of a menu, which has too many buttons for one. */
export interface PageTurn {
  menu: string;
  page: number;
  trail: Trail;
}

/** Where and which part of a menu is shown. */
export interface View {
  readonly room: ButtonRoom;
  /** From 0; absent where that is the first. */
  readonly page?: number;
}

/** Keys as they are shown to somebody, and what is noted of them. */
export interface Keys {
  readonly rows: string[][];
  readonly shown: ShownKeys;
}

/** Small, as it is kept with the conversation: digests instead of labels and actions. */
export interface ShownKeys {
  readonly menu: string;
  readonly trail: string;
  /** Buttons by label. */
  readonly keys: Readonly<Record<string, string>>;
}

export interface MenuIndex {
  get(name: string): MenuConfig | undefined;
  /**
   * @param backLabel the text of the Back button, which a menu with a trail gets
   * @param languageCode an IETF tag
   * @param view by default there is room for all of it
   */
  keyboard(name: string, trail: Trail, backLabel: string, languageCode?: string, view?: View): InlineKeyboardMarkup;
  /** The same as keys. */
  keys(name: string, trail: Trail, backLabel: string, languageCode?: string): Keys;
  /** @returns what was pressed; `null` when the button is of a menu that has changed since, or not ours */
  read(callbackData: string): Press | null;
  /** @returns `null` when it turns no page, or the menu is no more */
  readTurn(callbackData: string): PageTurn | null;
  /** @returns what a key meant when it was shown; `"changed"` when that is no more, `null` when there was no such key */
  readKey(label: string, shown: ShownKeys): Press | "changed" | null;
  /** @returns the first key of all keyboards that has this label in any language: for when nothing is noted */
  findKey(label: string): Press | null;
  /** Where keys that were shown stand: their menu's trail, as far as it still exists. */
  trailOf(shown: ShownKeys): Trail;
}

/** There are 64 bytes of callback data: kind, button and six menus of a trail fit. */
const trailLimit = 6;
const digest = (text: string, length: number) => createHash("sha256").update(text).digest("base64url").slice(0, length);
const labelId = (label: string) => digest(`label:${labelSent(label)}`, 8);
const endless: ButtonRoom = { columns: 1_000, rows: 1_000, buttons: 1_000, label: Number.POSITIVE_INFINITY };
/** Stands for the Back button among ids of buttons. */
const back = "back";
const menuId = (name: string) => digest(`menu:${name}`, 6);
const buttonId = (menu: string, text: string, action: MenuAction) =>
  digest(JSON.stringify([menu, text, action.type, action.value]), 12);

export function menuIndex(menus: readonly NamedMenu[]): MenuIndex {
  const byName = new Map(menus.map(({ name, menu }) => [name, menu]));
  const names = new Map(menus.map(({ name }) => [menuId(name), name]));
  const buttons = new Map(
    menus.flatMap(({ name, menu }) =>
      menu.rows.flat().map(({ text, action }) => [buttonId(name, text, action), { label: text, action, menu: name }]),
    ),
  );
  const byLabel = new Map<string, Press>();
  for (const { name, menu } of menus)
    for (const button of menu.variant === "keyboard" ? menu.rows.flat() : [])
      for (const label of labelsOf(button).map(labelSent))
        if (!byLabel.has(label))
          byLabel.set(label, { type: "button", label, action: button.action, menu: name, trail: [] });

  const encode = (trail: Trail) => shortened(trail).map(menuId).join("");
  const decode = (ids: string): Trail => (ids.match(/.{6}/g) ?? []).flatMap((id) => names.get(id) ?? []);

  const read = (data: string): Press | null => {
    const [kind, first = "", second = ""] = data.split(":");
    if (kind === "m") {
      const button = buttons.get(first);
      return button ? { type: "button", ...button, trail: decode(second) } : null;
    }
    const trail = kind === "b" ? decode(first) : [];
    const to = trail.at(-1);
    return to === undefined ? null : { type: "back", to, trail: trail.slice(0, -1) };
  };

  return {
    get: (name) => byName.get(name),
    read,

    readTurn(data) {
      const [, page, id, trail] = /^p:(\d{1,3}):([^:]{6}):([^:]*)$/.exec(data) ?? [];
      const menu = id === undefined ? undefined : names.get(id);
      return menu === undefined ? null : { menu, page: Number(page), trail: decode(trail!) };
    },

    keyboard(name, trail, backLabel, languageCode, { room, page = 0 } = { room: endless }) {
      const rows = byName.get(name)?.rows ?? [];
      const keyboard = rows.map((row) =>
        row.map(({ text, texts, action }): InlineKeyboardButton => {
          const label = fittingLabel(inLanguage(languageCode, text, texts), room);
          return action.type === "url"
            ? { text: label, url: action.value }
            : { text: label, callback_data: `m:${buttonId(name, text, action)}:${encode(trail)}` };
        }),
      );
      const pages = inPages(keyboard, room, trail.length > 0 ? 1 : 0);
      const shown = Math.min(page, pages.length - 1);
      const buttons = pages[shown]!;
      if (pages.length > 1) {
        const to = (shown + 1) % pages.length;
        const data = `p:${to}:${menuId(name)}:${encode(trail)}`;
        buttons.push([{ text: `${shown + 1}/${pages.length} ›`, callback_data: data }]);
      }
      if (trail.length > 0) buttons.push([{ text: backLabel, callback_data: `b:${encode(trail)}` }]);
      return { inline_keyboard: buttons };
    },

    keys(name, trail, backLabel, languageCode) {
      const rows = (byName.get(name)?.rows ?? []).map((row) =>
        row.map(({ text, texts, action }) => ({
          label: inLanguage(languageCode, text, texts),
          id: buttonId(name, text, action),
        })),
      );
      // Last, so that a button which is called like it stays what it is.
      if (trail.length > 0) rows.push([{ label: backLabel, id: back }]);
      const keys: Record<string, string> = {};
      for (const { label, id } of rows.flat()) keys[labelId(label)] ??= id;
      return {
        rows: rows.map((row) => row.map(({ label }) => label)),
        shown: { menu: name, trail: encode(trail), keys },
      };
    },

    readKey(label, { keys, trail }) {
      const id = Object.hasOwn(keys, labelId(label)) ? keys[labelId(label)] : undefined;
      if (id === undefined) return null;
      return read(id === back ? `b:${trail}` : `m:${id}:${trail}`) ?? "changed";
    },

    findKey: (label) => byLabel.get(labelSent(label)) ?? null,
    trailOf: ({ trail }) => decode(trail),
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
