/** A draft as the API takes it. What is unfinished is written as it stands: the contract says what is wrong with it. */
import type { z } from "zod";
import { answerKindOf } from "#shared/schemas/field-types.ts";
import type { CreateForm } from "#shared/schemas/form.ts";
import type { DraftField, FormDraft } from "./form-draft.ts";
import { hasSettings, numberOf, ownSettings, set, some } from "./own-settings.ts";

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

const writeField = (field: DraftField, fields: readonly DraftField[]) =>
  ({
    type: field.type,
    name: field.name.trim(),
    label: field.label.trim(),
    ...set({ labels: some(field.labels), helps: some(field.helps) }),
    required: field.required,
    help: field.help.trim() || null,
    condition: conditionOf(field, fields),
    ...(hasSettings(field.type) && ownSettings[field.type].write(field)),
    // Each type writes just its own settings, which the compiler cannot follow through the table.
  }) as FieldValues;

function conditionOf({ condition }: DraftField, fields: readonly DraftField[]): FieldValues["condition"] {
  if (!condition) return null;
  const asked = fields.find(({ id }) => id === condition.of);
  const value = condition.value.trim();
  return {
    field: asked?.name.trim() ?? "",
    operator: condition.operator,
    value: asked && answerKindOf(asked.type) === "number" && value !== "" ? (numberOf(value) ?? value) : value,
  };
}
