/** A command as the form's controls hold it, and as the API takes it. */
import type { Command, CreateCommand, ResponseType } from "#shared/schemas/command.ts";
import { WebhookUrl } from "#shared/schemas/form.ts";
import type { Translations } from "#shared/schemas/translations.ts";
import { configOf, draftOf, type MenuDraft } from "./menu-draft.ts";
import { type MenuFault, menuFault } from "./menu-faults.ts";

export interface CommandValues {
  name: string;
  description: string;
  descriptions: Translations;
  responseType: ResponseType;
  textResponse: string;
  textResponses: Translations;
  aiPromptOverride: string;
  menu: MenuDraft;
  /** `null`: none is chosen. */
  formId: string | null;
  webhookUrl: string;
  isActive: boolean;
  priority: number | string;
}

/** @param command `null` for one that is new */
export const readCommand = (command: Command | null): CommandValues => ({
  name: command?.name ?? "",
  description: command?.description ?? "",
  descriptions: command?.descriptions ?? {},
  responseType: command?.responseType ?? "text",
  textResponse: command?.textResponse ?? "",
  textResponses: command?.textResponses ?? {},
  aiPromptOverride: command?.aiPromptOverride ?? "",
  menu: draftOf(command?.menuConfig ?? null),
  formId: command?.formId ?? null,
  webhookUrl: command?.webhookUrl ?? "",
  isActive: command?.isActive ?? true,
  priority: command?.priority ?? 0,
});

/**
 * An unfinished menu or address is left out where the command's type does not need it.
 *
 * @param forms ids of the bot's forms; `null` while they are not known
 */
export const writeCommand = (values: CommandValues, forms: readonly string[] | null = null): CreateCommand => ({
  name: values.name.trim().replace(/^\//, ""),
  description: values.description.trim(),
  descriptions: values.descriptions,
  responseType: values.responseType,
  textResponse: values.textResponse.trim() === "" ? null : values.textResponse,
  textResponses: values.textResponses,
  aiPromptOverride: values.aiPromptOverride.trim() === "" ? null : values.aiPromptOverride,
  menuConfig: menuFault(values.menu, forms) === null ? configOf(values.menu) : null,
  formId: values.formId,
  webhookUrl: addressOf(values),
  isActive: values.isActive,
  priority: Number(values.priority) || 0,
});

function addressOf({ responseType, webhookUrl }: CommandValues): string | null {
  const address = webhookUrl.trim();
  return responseType === "webhook" || WebhookUrl.safeParse(address).success ? address || null : null;
}

export type CommandFault = "name" | "taken" | "textResponse" | "formId" | "webhookUrl" | MenuFault;
export type CommandFaults = Partial<Record<"name" | "textResponse" | "menu" | "formId" | "webhookUrl", CommandFault>>;

export interface Surroundings {
  /** Names of the bot's other commands. */
  others: readonly string[];
  /** Ids of the bot's forms; `null` while they are not known. */
  forms: readonly string[] | null;
  /** The command's form was deleted: it may stay without one. */
  lostForm: boolean;
}

/** @returns what keeps the command from being saved, by the form's field */
export function commandFaults(values: CommandValues, { others, forms, lostForm }: Surroundings): CommandFaults {
  const { name, responseType, textResponse, menuConfig, formId, webhookUrl } = writeCommand(values, forms);
  const faults: CommandFaults = {};
  if (!/^[a-z0-9_]{1,32}$/.test(name)) faults.name = "name";
  else if (others.includes(name)) faults.name = "taken";
  if (responseType === "text" && textResponse === null) faults.textResponse = "textResponse";
  if (responseType === "menu" && menuConfig === null) faults.menu = menuFault(values.menu, forms) ?? "noButtons";
  if (responseType === "form" && formId === null && !lostForm) faults.formId = "formId";
  if (responseType === "webhook" && !WebhookUrl.safeParse(webhookUrl).success) faults.webhookUrl = "webhookUrl";
  return faults;
}
