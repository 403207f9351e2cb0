/** A draft as the API takes it. What is unfinished is written as it stands: the contract says what is wrong with it. */
import type { z } from "zod";
import type { CreateForm } from "#shared/schemas/form.ts";
import type { Translations } from "#shared/schemas/translations.ts";
import { type DraftField, type FormDraft, optionsOf, type Quantity } from "./form-draft.ts";

export type FormValues = z.input<typeof CreateForm>;
type FieldValues = FormValues["fields"][number];

export const writeForm = (draft: FormDraft): FormValues => ({
  name: draft.name.trim(),
  names: draft.names,
  description: draft.description.trim(),
  fields: draft.fields.map((field) => writeField(field, draft.fields)),
  defaultCountry: draft.defaultCountry,
  onCompleteAction: draft.onCompleteAction,
  webhookUrl: draft.webhookUrl.trim() || null,
  aiPrompt: draft.aiPrompt.trim() === "" ? null : draft.aiPrompt,
  completionMessage: draft.completionMessage.trim() === "" ? null : draft.completionMessage,
  completionMessages: draft.completionMessages,
  isActive: draft.isActive,
});

function writeField(field: DraftField, fields: readonly DraftField[]): FieldValues {
  const common = {
    name: field.name.trim(),
    label: field.label.trim(),
    ...set({ labels: some(field.labels), helps: some(field.helps) }),
    required: field.required,
    help: field.help.trim() || null,
    condition: conditionOf(field, fields),
  };
  switch (field.type) {
    case "text":
      return {
        type: field.type,
        ...common,
        validation: set({
          minLength: numberOf(field.minLength),
          maxLength: numberOf(field.maxLength),
          pattern: field.pattern || undefined,
          patternHint: (field.pattern && field.patternHint.trim()) || undefined,
          patternHints: field.pattern ? some(field.patternHints) : undefined,
        }),
      };
    case "number":
      return {
        type: field.type,
        ...common,
        validation: set({ min: numberOf(field.min), max: numberOf(field.max), integer: field.integer || undefined }),
      };
    case "date":
      return {
        type: field.type,
        ...common,
        validation: set({ min: field.earliest || undefined, max: field.latest || undefined }),
      };
    case "select":
      return { type: field.type, ...common, ...choiceOf(field) };
    case "multiselect":
      return {
        type: field.type,
        ...common,
        ...choiceOf(field),
        validation: set({ min: numberOf(field.fewest), max: numberOf(field.most) }),
      };
    case "photo":
      return { type: field.type, ...common, validation: set({ maxMegabytes: numberOf(field.maxMegabytes) }) };
    default:
      return { type: field.type, ...common };
  }
}

function choiceOf(field: DraftField) {
  const options = optionsOf(field);
  const texts = Object.entries(field.optionTexts).filter(([option, text]) => options.includes(option) && some(text));
  return { options, ...(texts.length > 0 && { optionTexts: Object.fromEntries(texts) }) };
}

/** @returns `undefined` where there is none */
const some = (translations: Translations) => (Object.keys(translations).length > 0 ? translations : undefined);

function conditionOf({ condition }: DraftField, fields: readonly DraftField[]): FieldValues["condition"] {
  if (!condition) return null;
  const asked = fields.find(({ id }) => id === condition.of);
  const value = condition.value.trim();
  return {
    field: asked?.name.trim() ?? "",
    operator: condition.operator,
    value: asked?.type === "number" && value !== "" ? (numberOf(value) ?? value) : value,
  };
}

function numberOf(quantity: Quantity): number | undefined {
  if (typeof quantity === "string" && quantity.trim() === "") return undefined;
  const number = Number(quantity);
  return Number.isFinite(number) ? number : undefined;
}

/** Without what is undefined: two drafts that say the same are written the same. */
const set = <T extends object>(settings: T) =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]?: Exclude<T[Key], undefined>;
  };
