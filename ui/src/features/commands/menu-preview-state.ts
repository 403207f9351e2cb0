/** A menu as a person in Telegram meets it: which one is open, the way back, and what tapping a button says. */
import type { ResponseType } from "#shared/schemas/command.ts";
import type { MenuConfig } from "#shared/schemas/menu.ts";
import type { DraftButton } from "./menu-draft.ts";

/** The part of a command that the preview needs. */
export interface Known {
  name: string;
  responseType: ResponseType;
  textResponse: string | null;
  menuConfig: MenuConfig | null;
}

export type Reply =
  | { kind: "text"; text: string }
  | { kind: "ai" | "form" | "webhook" | "link" | "missing"; name: string }
  | { kind: "nothing" };

export interface Preview {
  /** Names of the submenus that are open, the innermost last; empty on the menu itself. */
  path: readonly string[];
  /** What the last tap made the bot say. */
  reply: Reply | null;
}

export const closed: Preview = { path: [], reply: null };

export const back = (preview: Preview): Preview => ({ path: preview.path.slice(0, -1), reply: null });

/** @param commands all of the bot, with the one being edited as it is now */
export function tap(preview: Preview, { type, value }: DraftButton, commands: readonly Known[]): Preview {
  if (value.trim() === "") return { ...preview, reply: { kind: "nothing" } };
  if (type === "text") return { ...preview, reply: { kind: "text", text: value } };
  if (type === "url") return { ...preview, reply: { kind: "link", name: value } };
  const command = commands.find(({ name }) => name === value);
  if (!command) return { ...preview, reply: { kind: "missing", name: value } };
  if (command.responseType === "menu") return { path: [...preview.path, value], reply: null };
  if (command.responseType === "text") return { ...preview, reply: { kind: "text", text: command.textResponse ?? "" } };
  return { ...preview, reply: { kind: command.responseType, name: value } };
}
