/** A form while somebody fills it in: all that is known of it, small enough to be written with every answer. */
import type { Field } from "#shared/schemas/form.ts";
import type { Answer, Answers } from "#shared/schemas/submission.ts";
import type { Translations } from "#shared/schemas/translations.ts";
import { askedPlaces } from "./conditions.ts";
import { kindOf } from "./fields/all-kinds.ts";
import { canRequest, type Draft, type Setting } from "./fields/kind.ts";
import type { Source } from "./source.ts";

export interface FormRun {
  /** Small letters and digits, different for every filling in of a bot's forms. */
  readonly id: string;
  /** Telegram's id of who fills it in. */
  readonly owner: number;
  /** The form as it was when this began: later changes reach later ones. */
  readonly form: RunningForm;
  /** What came with `t.me/bot?start=…`. */
  readonly startParameter: string | null;
  readonly submissionId: string;
  /** ISO 8601, as is `changedAt`: when the last answer came. */
  readonly startedAt: string;
  readonly changedAt: string;
  /** By name; also those to questions that are not asked any more, in case they are again. */
  readonly answers: Answers;
  /** What the answers were read from, by name; absent in forms that began before it was kept. */
  readonly sources?: Readonly<Record<string, Source>>;
  /** The last message that was no answer to the question being asked. */
  readonly refused?: Source | null;
  /** The key of a reply keyboard that was tapped last, until something is written. */
  readonly tapped?: string | null;
  /** Names of questions that were left out. */
  readonly skipped: readonly string[];
  readonly at: Place;
  /** Grows with every question asked: buttons of an earlier one are over. */
  readonly visit: number;
  /** The messages sent together of which the last one was; `told`: that one of them is enough, or none will do. */
  readonly album: { readonly id: string; readonly told: boolean } | null;
  /** Whether the submission is stored, as a partial one. */
  readonly stored: boolean;
}

export interface RunningForm {
  readonly id: string;
  readonly name: string;
  /** Absent in forms that began before there were any. */
  readonly names?: Translations;
  readonly version: number;
  /** None when the form was deleted. */
  readonly fields: readonly Field[];
  readonly defaultCountry: string | null;
}

export type Place =
  | Spot
  /** Whether the answers are to be kept; `from` is where to go on otherwise. */
  | { readonly type: "leaving"; readonly from: Spot };

export type Spot =
  /** `editing`: came from the summary, and goes back there. */
  | { readonly type: "question"; readonly field: number; readonly draft: Draft; readonly editing: boolean }
  | { readonly type: "summary"; readonly page: number };

type Beginning = Pick<FormRun, "id" | "owner" | "form" | "startParameter" | "submissionId" | "startedAt">;

export function beginRun(beginning: Beginning, setting: Setting): FormRun {
  const run: FormRun = {
    ...beginning,
    changedAt: beginning.startedAt,
    answers: {},
    skipped: [],
    at: { type: "summary", page: 0 },
    visit: 0,
    album: null,
    stored: false,
  };
  return { ...run, at: firstOpen(run, setting) };
}

/** @returns the first question that is asked and has been neither answered nor skipped; then the summary */
export function firstOpen({ form, answers, skipped }: FormRun, setting: Setting): Spot {
  const place = askedPlaces(form.fields, answers).find((place) => {
    const { name } = form.fields[place]!;
    return answers[name] === undefined && !skipped.includes(name);
  });
  return place === undefined ? { type: "summary", page: 0 } : question(form, answers, place, setting);
}

export function question(form: RunningForm, answers: Answers, place: number, setting: Setting, editing = false): Spot {
  const field = form.fields[place]!;
  return { type: "question", field: place, draft: beginDraft(field, answers[field.name], setting), editing };
}

const beginDraft = (field: Field, answer: Answer | undefined, setting: Setting): Draft =>
  kindOf(field).begin?.(field, answer, setting) ?? {};

/** Whether the form was deleted, and its questions with it. */
export const isGone = ({ form }: FormRun): boolean => form.fields.length === 0;

/** @returns the field that is asked for right now; `null` at the summary and when leaving */
export const currentField = ({ form, at }: FormRun): Field | null =>
  at.type === "question" ? form.fields[at.field]! : null;

/** Whether the question stands over a reply keyboard, for what only a key of that can ask for. */
export const hasReplyKeyboard = (run: FormRun, setting: Setting): boolean => {
  const field = currentField(run);
  const request = field && kindOf(field).request;
  return !!request && canRequest(setting, request.type);
};
