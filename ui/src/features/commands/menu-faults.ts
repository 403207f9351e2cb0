/** What keeps a menu from being saved: found before the server has to say so, by the button it concerns. */
import { MenuButton } from "#shared/schemas/menu.ts";
import type { DraftButton, MenuDraft } from "./menu-draft.ts";

export type ButtonFault = "text" | "command" | "url" | "textValue" | "menu" | "form";
export type MenuFault = "noText" | "noButtons" | "buttons";

/** @returns what is missing in the button, or `null` */
export function buttonFault({ text, type, value }: DraftButton): ButtonFault | null {
  if (text.trim() === "") return "text";
  if (MenuButton.safeParse({ text, action: { type, value } }).success) return null;
  return type === "text" ? "textValue" : type;
}

export function menuFault(draft: MenuDraft): MenuFault | null {
  if (draft.text.trim() === "") return "noText";
  if (draft.rows.length === 0) return "noButtons";
  return draft.rows.flat().some((button) => buttonFault(button) !== null) ? "buttons" : null;
}
