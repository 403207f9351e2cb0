/** Forms: questions that a bot asks one after the other in the chat, and what becomes of the answers. */
import { z } from "zod";
import { optionTextFaults } from "./option-texts.ts";
import { whyNeverMet } from "./possible-condition.ts";
import { translationsOf } from "./translations.ts";
import { isVisible } from "./visible-text.ts";

export const FieldType = z.enum([
  "text",
  "number",
  "email",
  "phone",
  "date",
  "select",
  "multiselect",
  "photo",
  "location",
]);
export type FieldType = z.infer<typeof FieldType>;

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
const Option = z.string().trim().max(64);
const PatternHint = z.string().trim().max(200);

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

const choice = {
  /** What answers are kept as, whatever language they were given in. */
  options: z
    .array(Option.refine(isVisible, "An option needs a text"))
    .min(1, "Add at least one option")
    .max(200)
    .refine((options) => new Set(options).size === options.length, "Two options are the same"),
  /** What is shown instead of an option, by option. */
  optionTexts: z.record(z.string(), translationsOf(Option)).optional(),
};

/** ISO 8601, or the day on which the question is answered. */
const Day = z.union([z.literal("today"), z.iso.date()]);

const atLeast = z.number().int().min(0);

export const Field = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("text"),
    ...common,
    validation: z
      .strictObject({
        minLength: atLeast.max(4096).optional(),
        maxLength: z.number().int().min(1).max(4096).optional(),
        /** A regular expression (RE2) that the whole answer must match. */
        pattern: z.string().min(1).max(500).optional(),
        /** Says in words what the pattern expects. */
        patternHint: PatternHint.optional(),
        patternHints: translationsOf(PatternHint).optional(),
      })
      .default({}),
  }),
  z.strictObject({
    type: z.literal("number"),
    ...common,
    validation: z
      .strictObject({ min: z.number().optional(), max: z.number().optional(), integer: z.boolean().optional() })
      .default({}),
  }),
  z.strictObject({ type: z.literal("email"), ...common }),
  z.strictObject({ type: z.literal("phone"), ...common }),
  z.strictObject({
    type: z.literal("date"),
    ...common,
    validation: z.strictObject({ min: Day.optional(), max: Day.optional() }).default({}),
  }),
  z.strictObject({ type: z.literal("select"), ...common, ...choice }),
  z.strictObject({
    type: z.literal("multiselect"),
    ...common,
    ...choice,
    validation: z.strictObject({ min: atLeast.optional(), max: z.number().int().min(1).optional() }).default({}),
  }),
  z.strictObject({
    type: z.literal("photo"),
    ...common,
    /** In megabytes; Telegram lets bots fetch files up to 20. */
    validation: z.strictObject({ maxMegabytes: z.number().positive().max(20).optional() }).default({}),
  }),
  z.strictObject({ type: z.literal("location"), ...common }),
]);
export type Field = z.infer<typeof Field>;

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

type Limit = string | number | undefined;
function limits(field: Field): [Limit, Limit][] {
  switch (field.type) {
    case "text":
      return [[field.validation.minLength, field.validation.maxLength]];
    case "number":
      return [[field.validation.min, field.validation.max]];
    case "multiselect":
      return [
        [field.validation.min, field.validation.max],
        [field.validation.min, field.options.length],
      ];
    case "date": {
      const { min, max } = field.validation;
      return min === "today" || max === "today" ? [] : [[min, max]];
    }
    default:
      return [];
  }
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
