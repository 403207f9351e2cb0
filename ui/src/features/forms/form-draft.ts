/**
 * A form while it is being edited, and the changes that can be made to it. Each is a pure function. Questions carry an
 * `id` of their own, so that one keeps its identity while it moves, and conditions follow the question they ask for.
 */
import { answerKindOf } from "#shared/schemas/field-types.ts";
import type { CompleteAction, Field, FieldCondition, FieldType, Form } from "#shared/schemas/form.ts";
import { isComparable } from "#shared/schemas/possible-condition.ts";
import type { AnswerKind } from "#shared/schemas/submission.ts";
import type { Translations } from "#shared/schemas/translations.ts";
import { fieldName } from "./field-name.ts";
import { hasSettings, type OwnSettings, ownSettings, unset } from "./own-settings.ts";

export interface DraftCondition {
  /** The id of the question it asks for. */
  of: number;
  operator: FieldCondition["operator"];
  value: string;
}

/** Every setting a question may have; those its type does not know are kept, and not sent. */
export interface DraftField extends OwnSettings {
  id: number;
  type: FieldType;
  label: string;
  labels: Translations;
  name: string;
  /** Whether the name is made from the label: until somebody writes one, or answers are kept under it. */
  nameFollows: boolean;
  help: string;
  helps: Translations;
  required: boolean;
  condition: DraftCondition | null;
}

export interface FormDraft {
  name: string;
  names: Translations;
  description: string;
  fields: DraftField[];
  nextId: number;
  defaultCountry: string | null;
  onCompleteAction: CompleteAction;
  webhookUrl: string;
  aiPrompt: string;
  completionMessage: string;
  completionMessages: Translations;
  isActive: boolean;
}

export const maxFields = 50;

/** What a draft begins with: a form of the server, or the part of one that a template lays down. */
export type Begun = Pick<Form, "name" | "description" | "fields"> &
  Partial<
    Pick<
      Form,
      | "names"
      | "defaultCountry"
      | "onCompleteAction"
      | "webhookUrl"
      | "aiPrompt"
      | "completionMessage"
      | "completionMessages"
      | "isActive"
      | "id"
    >
  >;

export function draftOf(form: Begun): FormDraft {
  const ids = new Map(form.fields.map(({ name }, index) => [name.toLowerCase(), index + 1]));
  const fields = form.fields.map(
    (field, index): DraftField => ({
      id: index + 1,
      type: field.type,
      label: field.label,
      labels: field.labels ?? {},
      name: field.name,
      nameFollows: form.id === undefined,
      help: field.help ?? "",
      helps: field.helps ?? {},
      required: field.required,
      condition: field.condition && {
        of: ids.get(field.condition.field.toLowerCase()) ?? 0,
        operator: field.condition.operator,
        value: String(field.condition.value),
      },
      ...unset,
      ...settingsOf(field),
    }),
  );
  return {
    name: form.name,
    names: form.names ?? {},
    description: form.description,
    fields,
    nextId: fields.length + 1,
    defaultCountry: form.defaultCountry ?? null,
    onCompleteAction: form.onCompleteAction ?? "save",
    webhookUrl: form.webhookUrl ?? "",
    aiPrompt: form.aiPrompt ?? "",
    completionMessage: form.completionMessage ?? "",
    completionMessages: form.completionMessages ?? {},
    isActive: form.isActive ?? true,
  };
}

/** A type reads just its own fields, which the compiler cannot follow through the table. */
const settingsOf = (field: Field): Partial<OwnSettings> =>
  hasSettings(field.type) ? ownSettings[field.type].read(field as never) : {};

/** Adds an empty question at the end. A form that is full stays as it is. */
export function addField(draft: FormDraft, type: FieldType): FormDraft {
  if (draft.fields.length >= maxFields) return draft;
  const name = fieldName("", type, namesOf(draft));
  const field: DraftField = {
    ...{ id: draft.nextId, type, name, nameFollows: true, required: true, condition: null },
    ...{ label: "", labels: {}, help: "", helps: {} },
    ...unset,
  };
  return { ...draft, fields: [...draft.fields, field], nextId: draft.nextId + 1 };
}

/** A copy stands right after its original, under a name of its own. */
export function copyField(draft: FormDraft, id: number): FormDraft {
  const index = draft.fields.findIndex((field) => field.id === id);
  const field = draft.fields[index];
  if (!field || draft.fields.length >= maxFields) return draft;
  const name = fieldName(field.name, field.type, namesOf(draft));
  const copy = { ...field, id: draft.nextId, name, nameFollows: false };
  return { ...draft, fields: draft.fields.toSpliced(index + 1, 0, copy), nextId: draft.nextId + 1 };
}

/** A name that follows its label is made anew with it, and an option's translations follow the option. Another type of the asked question empties a condition's value. */
export function changeField(
  draft: FormDraft,
  id: number,
  change: Partial<Omit<DraftField, "id" | "nameFollows">>,
): FormDraft {
  const fields = draft.fields.map((field) => {
    if (field.id !== id) {
      const retyped = change.type !== undefined && field.condition?.of === id;
      return retyped ? { ...field, condition: { ...field.condition!, value: "" } } : field;
    }
    const after = { ...field, ...change };
    if (change.options !== undefined) after.optionTexts = textsAfter(field, change.options);
    if (change.name !== undefined) after.nameFollows = false;
    else if (field.nameFollows) after.name = fieldName(after.label, after.type, namesOf(draft, id));
    return after;
  });
  return { ...draft, fields };
}

/** What was translated stays with an option whose line is being rewritten, letter by letter. */
function textsAfter({ options, optionTexts }: DraftField, changed: string): DraftField["optionTexts"] {
  const lines = (text: string) => text.split("\n").map((line) => line.trim());
  const [before, after] = [lines(options), lines(changed)];
  const rewritten = before.flatMap((option, line) => (option === after[line] ? [] : [{ option, to: after[line]! }]));
  const [one] = rewritten;
  if (before.length !== after.length || rewritten.length !== 1 || !one) return optionTexts;
  const { option, to } = one;
  if (after.includes(option) || !Object.hasOwn(optionTexts, option) || Object.hasOwn(optionTexts, to))
    return optionTexts;
  const { [option]: texts, ...others } = optionTexts;
  return { ...others, [to]: texts! };
}

/** Conditions that asked for the question go with it. */
export const removeField = (draft: FormDraft, id: number): FormDraft => ({
  ...draft,
  fields: draft.fields
    .filter((field) => field.id !== id)
    .map((field) => (field.condition?.of === id ? { ...field, condition: null } : field)),
});

/** Moves the question to where another stands now. */
export function moveField(draft: FormDraft, id: number, to: number): FormDraft {
  const from = draft.fields.findIndex((field) => field.id === id);
  const field = draft.fields[from];
  if (!field || to < 0 || to >= draft.fields.length) return draft;
  return { ...draft, fields: draft.fields.toSpliced(from, 1).toSpliced(to, 0, field) };
}

/** The questions whose answer a condition of this one can ask for: earlier ones, photos and places aside. */
export function askable({ fields }: FormDraft, id: number): DraftField[] {
  const index = fields.findIndex((field) => field.id === id);
  return fields.slice(0, Math.max(0, index)).filter(({ type }) => isComparable(answerKindOf(type)));
}

const operators: Record<AnswerKind, FieldCondition["operator"][]> = {
  text: ["equals", "contains"],
  number: ["equals", "exceeds"],
  day: ["equals", "exceeds"],
  option: ["equals"],
  options: ["contains"],
  // What is left of a condition whose question has become one that none can ask for.
  photo: ["equals", "contains"],
  place: ["equals", "contains"],
};

/** @returns how an answer of this type can be compared; the first is what a new condition begins with */
export const operatorsOf = (type: FieldType): FieldCondition["operator"][] => operators[answerKindOf(type)];

const namesOf = ({ fields }: FormDraft, without?: number) =>
  fields.filter(({ id }) => id !== without).map(({ name }) => name);
