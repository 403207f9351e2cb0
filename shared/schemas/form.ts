/** Forms: questions that a bot asks one after the other in the chat, and what becomes of the answers. */
import { z } from "zod";
import { added } from "./added.ts";
import { fieldTypes } from "./field-types.ts";
import { optionTextFaults } from "./option-texts.ts";
import { whyNeverMet } from "./possible-condition.ts";
import type { AnswerOfKind } from "./submission.ts";
import { translationsOf } from "./translations.ts";
import { isVisible } from "./visible-text.ts";

export type FieldType = keyof typeof fieldTypes;
const types = Object.keys(fieldTypes) as FieldType[];
export const FieldType = z.enum(types);

/** What an answer is called in `answers`, in CSV and in webhooks. */
export const FieldName = z
  .string()
  // Without a flag: OpenAPI knows none.
  .regex(/^[A-Za-z][A-Za-z0-9_]{0,31}$/, "Begin with a letter; use letters, digits and _");

/** A question is asked only if an earlier answer fits. */
export const FieldCondition = z.strictObject({
  /** The name of an earlier field. */
  field: FieldName,
  /**
   * `equals`: the same text, number or option. `contains`: the text holds it, or it is among the options that were
   * chosen. `exceeds`: the number is greater, or the date later.
   */
  operator: z.enum(["equals", "contains", "exceeds"]),
  value: z.union([z.string().max(200), z.number()]),
});
export type FieldCondition = z.infer<typeof FieldCondition>;

const Label = z.string().trim().max(1000);
const Help = z.string().trim().max(1000);

const common = {
  name: FieldName,
  /** The question. */
  label: Label.refine(isVisible, "Write what the bot asks"),
  labels: translationsOf(Label).optional(),
  required: z.boolean().default(true),
  /** Shown under the question. */
  help: Help.nullable().default(null),
  helps: translationsOf(Help).optional(),
  condition: FieldCondition.nullable().default(null),
};

const schemaOf = <Type extends string, Settings extends z.ZodRawShape>(type: Type, settings: Settings) =>
  z.strictObject({ type: z.literal(type), ...common, ...settings });

type AnyField = {
  [Type in FieldType]: ReturnType<typeof schemaOf<Type, (typeof fieldTypes)[Type]["settings"]>>;
}[FieldType];

export const Field = z.discriminatedUnion(
  "type",
  types.map((type) => schemaOf(type, fieldTypes[type].settings)) as unknown as [AnyField, ...AnyField[]],
);
export type Field = z.infer<typeof Field>;
export type FieldOf<Type extends FieldType> = Extract<Field, { type: Type }>;
export type AnswerOf<Type extends FieldType> = AnswerOfKind<(typeof fieldTypes)[Type]["answer"]>;

export const Fields = z
  .array(Field)
  .min(1, "A form needs at least one question")
  .max(50)
  .superRefine((fields, check) => {
    const earlier = new Map<string, Field>();
    for (const [index, field] of fields.entries()) {
      const name = field.name.toLowerCase();
      if (earlier.has(name))
        check.addIssue({ code: "custom", path: [index, "name"], message: "Another question has this name" });
      const wrong = field.condition && conditionFault(field.condition, earlier);
      if (wrong) check.addIssue({ code: "custom", path: [index, "condition", wrong.at], message: wrong.message });
      for (const { path, message } of "options" in field ? optionTextFaults(field) : [])
        check.addIssue({ code: "custom", path: [index, "optionTexts", ...path], message });
      earlier.set(name, field);
      for (const [smaller, greater] of limits(field))
        if (smaller !== undefined && greater !== undefined && smaller > greater)
          check.addIssue({
            code: "custom",
            path: [index, "validation"],
            message: "The lower limit is above the upper one",
          });
    }
  });

function conditionFault(condition: FieldCondition, earlier: ReadonlyMap<string, Field>) {
  const asked = earlier.get(condition.field.toLowerCase());
  return asked
    ? whyNeverMet(condition, asked)
    : { at: "field", message: "A condition can only ask for an earlier question" };
}

/** A type's own rule takes just its own fields, which the compiler cannot follow through the table. */
function limits(field: Field) {
  const type = fieldTypes[field.type];
  return "limits" in type ? (type.limits?.(field as never) ?? []) : [];
}

/** What is done with the answers besides keeping them, which always happens, and first. */
export const CompleteAction = z.enum(["save", "notify", "webhook", "ai"]);
export type CompleteAction = z.infer<typeof CompleteAction>;

const FormName = z.string().trim().max(100);
const CompletionMessage = z.string().max(4096);

export const Form = z.object({
  id: z.uuid(),
  botId: z.uuid(),
  name: z.string(),
  names: translationsOf(FormName),
  description: z.string(),
  /** Grows with each change of the questions; a form that is being filled in keeps the one it began with. */
  version: z.number().int(),
  fields: z.array(Field),
  /** Whose phone numbers may be typed without a country code: two letters, as in `DE`. */
  defaultCountry: z.string().nullable(),
  onCompleteAction: CompleteAction,
  webhookUrl: z.string().nullable(),
  /** Where `notify` sends the answers. */
  notificationChatId: z.number().int().nullable(),
  /** By what that chat is known in its channel. */
  notificationChatExternalId: added(z.string().nullable(), null),
  /** That chat's name, as it was when it was connected. */
  notificationChatTitle: z.string().nullable(),
  /** What the model is to do with the answers, for `ai`. */
  aiPrompt: z.string().nullable(),
  /** `null`: the built-in sentence. */
  completionMessage: z.string().nullable(),
  completionMessages: translationsOf(CompletionMessage),
  isActive: z.boolean(),
  submissionsCount: z.number().int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type Form = z.infer<typeof Form>;

/** Where a webhook may be: which hosts are allowed is checked when it is called. */
export const WebhookUrl = z
  .string()
  .trim()
  .max(2048)
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), "Use an address with https://")
  .refine((text) => {
    const { username, password } = URL.canParse(text) ? new URL(text) : { username: "", password: "" };
    return username === "" && password === "";
  }, "Put no password into the address: webhooks are signed");

const fields = {
  name: FormName.refine(isVisible, "A form needs a name"),
  names: translationsOf(FormName),
  description: z.string().trim().max(1000),
  fields: Fields,
  defaultCountry: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z]{2}$/, "Two letters, like DE")
    .nullable(),
  onCompleteAction: CompleteAction,
  webhookUrl: WebhookUrl.nullable(),
  notificationChatId: z.number().int().nullable(),
  aiPrompt: z.string().max(32_000).nullable(),
  completionMessage: CompletionMessage.nullable(),
  completionMessages: translationsOf(CompletionMessage),
  isActive: z.boolean(),
};

export const CreateForm = z
  .strictObject({
    name: fields.name,
    names: fields.names.default({}),
    description: fields.description.default(""),
    fields: fields.fields,
    defaultCountry: fields.defaultCountry.default(null),
    onCompleteAction: fields.onCompleteAction.default("save"),
    webhookUrl: fields.webhookUrl.default(null),
    notificationChatId: fields.notificationChatId.default(null),
    aiPrompt: fields.aiPrompt.default(null),
    completionMessage: fields.completionMessage.default(null),
    completionMessages: fields.completionMessages.default({}),
    isActive: fields.isActive.default(true),
  })
  .superRefine((form, check) => {
    if (form.onCompleteAction === "webhook" && !form.webhookUrl)
      check.addIssue({ code: "custom", path: ["webhookUrl"], message: "Say where the answers are sent" });
    if (form.onCompleteAction === "ai" && !isVisible(form.aiPrompt ?? ""))
      check.addIssue({ code: "custom", path: ["aiPrompt"], message: "Write what the model does with the answers" });
  });
export type CreateForm = z.infer<typeof CreateForm>;

/** The fields to change; the form that results must be whole, which the server checks. */
export const UpdateForm = z.strictObject(fields).partial();
export type UpdateForm = z.infer<typeof UpdateForm>;
