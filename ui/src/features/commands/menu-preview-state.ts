/** A menu as a person in Telegram meets it: which one is open, the way back, and what tapping a button says. */
import type { ResponseType } from "#shared/schemas/command.ts";
import type { MenuConfig } from "#shared/schemas/menu.ts";
import { type DraftButton, draftOf, type MenuDraft } from "./menu-draft.ts";

/** The part of a command that the preview needs. */
export interface Known {
  name: string;
  responseType: ResponseType;
  textResponse: string | null;
  menuConfig: MenuConfig | null;
}

export type Reply =
  | { kind: "text"; text: string }
  | { kind: "ai" | "form" | "opensForm" | "webhook" | "link" | "missing"; name: string }
  | { kind: "nothing" };

export interface Preview {
  /** Names of the submenus that are open, the innermost last; empty on the menu itself. */
  path: readonly string[];
  /** What was sent: the command, or what stands on the key that was pressed. */
  sent: string | null;
  /** What the last tap made the bot say. */
  reply: Reply | null;
}

export const closed: Preview = { path: [], sent: null, reply: null };

export const back = (preview: Preview, sent: string | null = null): Preview => ({
  path: preview.path.slice(0, -1),
  sent,
  reply: null,
});

/** @param commands all of the bot, with the one being edited as it is now */
export function tap(preview: Preview, { type, value }: DraftButton, commands: readonly Known[]): Preview {
  if (value.trim() === "") return { ...preview, reply: { kind: "nothing" } };
  if (type === "text") return { ...preview, reply: { kind: "text", text: value } };
  if (type === "form") return { ...preview, reply: { kind: "opensForm", name: "" } };
  if (type === "url") return { ...preview, reply: { kind: "link", name: value } };
  const command = commands.find(({ name }) => name === value);
  if (!command) return { ...preview, reply: { kind: "missing", name: value } };
  if (command.responseType === "menu") return { ...preview, path: [...preview.path, value], reply: null };
  if (command.responseType === "text") return { ...preview, reply: { kind: "text", text: command.textResponse ?? "" } };
  return { ...preview, reply: { kind: command.responseType, name: value } };
}

/** A menu that is open, and whether Back leads out of it: not from keys to buttons, nor from buttons to keys. */
export interface Open {
  menu: MenuDraft;
  back: boolean;
}

export interface Shown {
  /** What the last message shows. */
  last: Open;
  /** The keyboard that is there, with how deep it lies in the path; `null` where none is. */
  keyboard: (Open & { depth: number }) | null;
}

const isKeyboard = ({ variant }: MenuDraft) => variant === "keyboard";

/** @param menuOf the menu of a command; the empty name is the menu itself */
export function shownOf({ path }: Preview, menuOf: (name: string) => MenuDraft): Shown {
  const menus = ["", ...path].map(menuOf);
  const open = menus.map((menu, depth) => ({
    menu,
    depth,
    back: depth > 0 && isKeyboard(menu) === isKeyboard(menus[depth - 1]!),
  }));
  return { last: open.at(-1)!, keyboard: open.findLast(({ menu }) => isKeyboard(menu)) ?? null };
}

/** @returns the menus by name, as `shownOf` asks for them */
export const menusOf =
  (draft: MenuDraft, self: string, commands: readonly Known[]) =>
  (name: string): MenuDraft =>
    name === "" || name === self
      ? draft
      : draftOf(commands.find((command) => command.name === name)?.menuConfig ?? null);
