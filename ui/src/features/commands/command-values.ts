/** A command as the form's controls hold it, and as the API takes it. */
import type { Command, CreateCommand, ResponseType } from "#shared/schemas/command.ts";
import { configOf, draftOf, type MenuDraft } from "./menu-draft.ts";
import { type MenuFault, menuFault } from "./menu-faults.ts";

export interface CommandValues {
  name: string;
  description: string;
  responseType: ResponseType;
  textResponse: string;
  aiPromptOverride: string;
  menu: MenuDraft;
  isActive: boolean;
  priority: number | string;
}

/** @param command `null` for one that is new */
export const readCommand = (command: Command | null): CommandValues => ({
  name: command?.name ?? "",
  description: command?.description ?? "",
  responseType: command?.responseType ?? "text",
  textResponse: command?.textResponse ?? "",
  aiPromptOverride: command?.aiPromptOverride ?? "",
  menu: draftOf(command?.menuConfig ?? null),
  isActive: command?.isActive ?? true,
  priority: command?.priority ?? 0,
});

/** An unfinished menu is left out where the command's type does not need it. */
export const writeCommand = (values: CommandValues): CreateCommand => ({
  name: values.name.trim().replace(/^\//, ""),
  description: values.description.trim(),
  responseType: values.responseType,
  textResponse: values.textResponse.trim() === "" ? null : values.textResponse,
  aiPromptOverride: values.aiPromptOverride.trim() === "" ? null : values.aiPromptOverride,
  menuConfig: menuFault(values.menu) === null ? configOf(values.menu) : null,
  isActive: values.isActive,
  priority: Number(values.priority) || 0,
});

export type CommandFault = "name" | "taken" | "textResponse" | MenuFault;

/** @returns what keeps the command from being saved, by the form's field */
export function commandFaults(
  values: CommandValues,
  others: readonly string[],
): Partial<Record<"name" | "textResponse" | "menu", CommandFault>> {
  const { name, responseType, textResponse, menuConfig } = writeCommand(values);
  const faults: Partial<Record<"name" | "textResponse" | "menu", CommandFault>> = {};
  if (!/^[a-z0-9_]{1,32}$/.test(name)) faults.name = "name";
  else if (others.includes(name)) faults.name = "taken";
  if (responseType === "text" && textResponse === null) faults.textResponse = "textResponse";
  if (responseType === "menu" && menuConfig === null) faults.menu = menuFault(values.menu) ?? "noButtons";
  return faults;
}
