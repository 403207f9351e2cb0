/** What keeps a menu from being saved: found before the server has to say so, by the button it concerns. */
import { labelSent, labelsOf, MenuButton } from "#shared/schemas/menu.ts";
import type { DraftButton, MenuDraft } from "./menu-draft.ts";

export type LabelFault = "slash" | "taken";
export type ButtonFault = LabelFault | "text" | "command" | "url" | "textValue" | "menu" | "form" | "link";
export type MenuFault = "noText" | "noButtons" | "buttons";

/** What a key of a keyboard must not say: it sends its label, and is known by that. */
export function labelFault(label: string, { id }: DraftButton, { variant, rows }: MenuDraft): LabelFault | null {
  if (variant !== "keyboard") return null;
  const sent = labelSent(label);
  if (sent.startsWith("/")) return "slash";
  const others = rows.flat().filter((other) => other.id !== id);
  return sent !== "" && others.flatMap(labelsOf).map(labelSent).includes(sent) ? "taken" : null;
}

/**
 * @param forms ids of the bot's forms; `null` while they are not known
 * @returns what is missing in the button, or `null`
 */
export function buttonFault(
  button: DraftButton,
  draft: MenuDraft,
  forms: readonly string[] | null = null,
): ButtonFault | null {
  const { text, type, value } = button;
  if (text.trim() === "") return "text";
  for (const label of labelsOf(button)) {
    const fault = labelFault(label, button, draft);
    if (fault) return fault;
  }
  if (type === "url" && draft.variant === "keyboard") return "link";
  if (type === "form" && forms && !forms.includes(value)) return "form";
  if (MenuButton.safeParse({ text, action: { type, value } }).success) return null;
  return type === "text" ? "textValue" : type;
}

export function menuFault(draft: MenuDraft, forms: readonly string[] | null = null): MenuFault | null {
  if (draft.text.trim() === "") return "noText";
  if (draft.rows.length === 0) return "noButtons";
  return draft.rows.flat().some((button) => buttonFault(button, draft, forms) !== null) ? "buttons" : null;
}
