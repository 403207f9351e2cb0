/** Commands: what a bot does when somebody sends /name. */
import { z } from "zod";
import { WebhookUrl } from "./form.ts";
import { MenuConfig } from "./menu.ts";
import { translationsOf } from "./translations.ts";
import { isVisible } from "./visible-text.ts";

export const ResponseType = z.enum(["text", "ai", "form", "menu", "webhook"]);
export type ResponseType = z.infer<typeof ResponseType>;

/** Telegram's rule for names, without the leading slash, which is taken off. */
export const CommandName = z
  .string()
  .trim()
  .transform((name) => name.replace(/^\//, ""))
  .pipe(z.string().regex(/^[a-z0-9_]{1,32}$/, "Use 1 to 32 of a–z, 0–9 and _"));

const Description = z.string().trim().max(256);
const TextResponse = z.string().max(4096);

export const Command = z.object({
  id: z.uuid(),
  botId: z.uuid(),
  name: z.string(),
  /** Shown by /help and in Telegram's own list. */
  description: z.string(),
  descriptions: translationsOf(Description),
  responseType: ResponseType,
  textResponse: z.string().nullable(),
  textResponses: translationsOf(TextResponse),
  /** Takes the place of the bot's instructions for this command. */
  aiPromptOverride: z.string().nullable(),
  menuConfig: MenuConfig.nullable(),
  /** The form it opens; `null` when that was deleted. */
  formId: z.uuid().nullable(),
  webhookUrl: z.string().nullable(),
  isActive: z.boolean(),
  /** Higher comes first in /help and in Telegram's list. */
  priority: z.number().int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type Command = z.infer<typeof Command>;

const fields = {
  name: CommandName,
  description: Description,
  descriptions: translationsOf(Description),
  responseType: ResponseType,
  textResponse: TextResponse.nullable(),
  textResponses: translationsOf(TextResponse),
  aiPromptOverride: z.string().max(32_000).nullable(),
  menuConfig: MenuConfig.nullable(),
  formId: z.uuid().nullable(),
  webhookUrl: WebhookUrl.nullable(),
  isActive: z.boolean(),
  priority: z.number().int().min(-1_000_000).max(1_000_000),
};

/** A command of which it is not asked whether it has something to answer. */
export const CommandFields = z.strictObject({
  name: fields.name,
  description: fields.description.default(""),
  descriptions: fields.descriptions.default({}),
  responseType: fields.responseType,
  textResponse: fields.textResponse.default(null),
  textResponses: fields.textResponses.default({}),
  aiPromptOverride: fields.aiPromptOverride.default(null),
  menuConfig: fields.menuConfig.default(null),
  formId: fields.formId.default(null),
  webhookUrl: fields.webhookUrl.default(null),
  isActive: fields.isActive.default(true),
  priority: fields.priority.default(0),
});

export const CreateCommand = CommandFields.superRefine(hasItsResponse);
export type CreateCommand = z.infer<typeof CreateCommand>;

/**
 * The fields to change; the command that results must be whole, which the server checks. One whose form was deleted can
 * be changed in all else.
 */
export const UpdateCommand = z.strictObject(fields).partial();
export type UpdateCommand = z.infer<typeof UpdateCommand>;

/** Adds an issue where a command lacks what its type answers with. */
export function hasItsResponse(
  command: Pick<Command, "responseType" | "textResponse" | "menuConfig" | "formId" | "webhookUrl">,
  check: z.RefinementCtx,
): void {
  if (command.responseType === "text" && !isVisible(command.textResponse ?? ""))
    check.addIssue({ code: "custom", path: ["textResponse"], message: "Write what the bot answers" });
  if (command.responseType === "menu" && !command.menuConfig)
    check.addIssue({ code: "custom", path: ["menuConfig"], message: "A menu needs a text and at least one button" });
  if (command.responseType === "form" && !command.formId)
    check.addIssue({ code: "custom", path: ["formId"], message: "Choose a form" });
  if (command.responseType === "webhook" && !command.webhookUrl)
    check.addIssue({ code: "custom", path: ["webhookUrl"], message: "Say which address is asked" });
}
