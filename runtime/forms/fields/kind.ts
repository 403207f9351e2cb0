/** What a type of question must know: how it is asked in a chat, and what counts as an answer. */

import type { AnswerOf, Field } from "#shared/schemas/form.ts";
import type { Answer } from "#shared/schemas/submission.ts";
import { inLanguage } from "#shared/schemas/translations.ts";
import type { Surface } from "../../channels/surface.ts";
import type { KeptPhoto } from "../../files/keep-photo.ts";
import type { Sentence, Words } from "../words.ts";

/** A message, as a question sees it. */
export type Input =
  | { type: "text"; text: string }
  /** `own`: the number of who sent it. */
  | { type: "contact"; phone: string; own: boolean }
  | { type: "location"; latitude: number; longitude: number }
  /** `kept` is `null` when no photo was asked for. */
  | { type: "photo"; kept: KeptPhoto | null }
  | { type: "other" };

/** Under what circumstances a form is filled in. */
export interface Setting {
  /** ISO 8601. */
  readonly today: string;
  /** An IETF tag. */
  readonly language: string;
  /** ISO 3166, two letters. */
  readonly defaultCountry: string | null;
  /** Only there can be keys that ask for a contact or a location. */
  readonly isPrivate: boolean;
  /** Of where it is filled in. */
  readonly surface: Surface;
  /** Fills placeholders in a tenant's text. */
  fill(template: string): string;
}

export type Checked<Value extends Answer = Answer> =
  /** `remark`: something to say about it. */
  | { type: "value"; value: Value; remark?: Sentence }
  /** What is expected. */
  | { type: "hint"; hint: Sentence };

/** What the buttons of a question show before it is answered. */
export interface Draft {
  readonly page?: number;
  /** Places of the options that are ticked. */
  readonly ticks?: readonly number[];
  /** `2026-11`. */
  readonly month?: string;
}

export interface Button {
  readonly words: Words;
  /** At most 16 ASCII letters and digits; stands in the callback data. */
  readonly action: string;
}

export type Pressed<Value extends Answer = Answer> =
  | { type: "value"; value: Value }
  | { type: "draft"; draft: Draft }
  /** Nothing was chosen, and nothing needs to be. */
  | { type: "skip" }
  | { type: "toast"; sentence: Sentence | null };

export interface Kind<F extends Field> {
  /** Said under the question; `null` where the question says it all. */
  asks(field: F, setting: Setting): Sentence | null;
  /** The key that answers by itself, where there is such a key. */
  readonly request?: { type: Request; words: Sentence };
  /** Whether it is answered by a message; otherwise by buttons, and typing is a way around. */
  isTyped(field: F, setting: Setting): boolean;
  /** What there is to choose from, each as a line of the question, where there is no room for it on buttons. */
  lines?(field: F, setting: Setting): string[];
  /** How the buttons stand when the question is asked. */
  begin?(field: F, answer: AnswerOf<F["type"]> | undefined, setting: Setting): Draft;
  buttons?(field: F, draft: Draft, setting: Setting): Button[][];
  /** @returns `null` for what is none of its buttons */
  press?(field: F, draft: Draft, action: string, setting: Setting): Pressed<AnswerOf<F["type"]>> | null;
  check(field: F, input: Input, setting: Setting): Checked<AnswerOf<F["type"]>>;
  /** The answer as people read it. */
  show(field: F, answer: AnswerOf<F["type"]>, setting: Setting): Words;
}

type Request = "contact" | "location";

/** Whether there is a key here that asks for that. */
export const canRequest = ({ isPrivate, surface }: Setting, type: Request): boolean =>
  isPrivate && surface.replyKeys && surface.requests.has(type);

/** The question as its reader is asked it. */
export const labelOf = ({ label, labels }: Field, { language, fill }: Setting): string =>
  fill(inLanguage(language, label, labels));

export const value = <Value extends Answer>(answer: Value, remark?: Sentence): Checked<Value> => ({
  type: "value",
  value: answer,
  ...(remark && { remark }),
});
export const hint = (id: string, args?: Sentence["args"]): Checked<never> => ({
  type: "hint",
  hint: { id, ...(args && { args }) },
});
