/** Where a form stands, as a message: the question with its place, its buttons, Back, Skip and Cancel; or the summary. */

import type { InlineKeyboardMarkup, ReplyKeyboardMarkup } from "grammy/types";
import type { Answer } from "#shared/schemas/submission.ts";
import { inLanguage } from "#shared/schemas/translations.ts";
import type { Say } from "#shared/sentences/sentences.ts";
import { fittingLabel, inPages } from "../bots/button-rows.ts";
import { formData } from "./callback-data.ts";
import { askedPlaces, progress } from "./conditions.ts";
import { kindOf } from "./fields/all-kinds.ts";
import { type Button, labelOf, type Setting } from "./fields/kind.ts";
import { pagedButtons, roomFor } from "./fields/options.ts";
import { currentField, type FormRun, hasReplyKeyboard, type Place } from "./form-run.ts";
import { cut, inWords, type Words } from "./words.ts";

export interface Screen {
  text: string;
  keyboard: InlineKeyboardMarkup | ReplyKeyboardMarkup;
}

export function screenOf(run: FormRun, setting: Setting, say: Say): Screen {
  return { text: textOf(run, setting, say), keyboard: keyboardOf(run, setting, say) };
}

/** Also under a hint, so that what can be pressed is always the last thing in the chat. */
export function keyboardOf(run: FormRun, setting: Setting, say: Say): Screen["keyboard"] {
  if (hasReplyKeyboard(run, setting)) return replyKeyboard(run, setting, say);
  const { surface } = setting;
  const [fitting] = inPages(buttonsOf(run, setting), surface);
  const rows = fitting!.map((row) =>
    row.map(({ words, action }) => ({
      text: fittingLabel(inWords(say, words), surface),
      callback_data: formData({ owner: run.owner, run: run.id, visit: run.visit, action }),
    })),
  );
  return { inline_keyboard: rows };
}

/**
 * @param says in every language: the keys stay as they were when somebody's Telegram speaks another one
 * @returns what a key of the reply keyboard with this text does; `null` when it is none
 */
export function keyPressed(run: FormRun, setting: Setting, says: readonly Say[], text: string): string | null {
  if (!hasReplyKeyboard(run, setting)) return null;
  const keys = buttonsOf(run, setting).flat();
  return keys.find(({ words }) => says.some((say) => inWords(say, words) === text))?.action ?? null;
}

function textOf(run: FormRun, setting: Setting, say: Say): string {
  if (run.at.type === "summary") return summaryText(run, setting, say);
  const { language } = setting;
  if (run.at.type === "leaving")
    return say("form-leave", { form: inLanguage(language, run.form.name, run.form.names) });
  const field = currentField(run)!;
  const help = inLanguage(language, field.help, field.helps);
  const asks = kindOf(field).asks(field, setting);
  const lines = kindOf(field).lines?.(field, setting) ?? [];
  return [
    `${progressOf(run, run.at, say)}\n${labelOf(field, setting)}`,
    help ? setting.fill(help) : null,
    lines.map((line, n) => `${n + 1}. ${line}`).join("\n"),
    [asks && inWords(say, asks), field.required ? null : say("form-optional")].filter(Boolean).join("\n"),
  ]
    .filter(Boolean)
    .join("\n\n");
}

function progressOf({ form, answers }: FormRun, { field }: Place & { type: "question" }, say: Say): string {
  const { place, total } = progress(form.fields, answers, field);
  return say("form-progress", { place: String(place), total: String(total) });
}

/** What a summary says besides the answers, in characters. */
const aroundTheAnswers = 496;

/** Fits into one message, however many questions there are. */
function summaryText(run: FormRun, setting: Setting, say: Say): string {
  const places = askedPlaces(run.form.fields, run.answers);
  const room = Math.min(Math.floor((setting.surface.text - aroundTheAnswers) / places.length), 400);
  const lines = places.map((place) => {
    const field = run.form.fields[place]!;
    const answer = run.answers[field.name];
    const shown = answer === undefined ? say("form-no-answer") : shownAnswer(run, place, answer, setting, say);
    return `${cut(labelOf(field, setting), Math.ceil(room / 3))}: ${cut(shown, Math.ceil(room / 2))}`;
  });
  return [say("form-summary"), lines.join("\n"), say("form-summary-end")].join("\n\n");
}

/** An answer in words, as under "keep" and in the summary. */
function shownAnswer(run: FormRun, place: number, answer: Answer, setting: Setting, say: Say): string {
  const field = run.form.fields[place]!;
  return inWords(say, kindOf(field).show(field, answer, setting));
}

function buttonsOf(run: FormRun, setting: Setting): Button[][] {
  const { at } = run;
  switch (at.type) {
    case "question": {
      const field = run.form.fields[at.field]!;
      const own = kindOf(field).buttons?.(field, at.draft, setting) ?? [];
      return [...own, ...keepButton(run, at.field, setting), navigation(!field.required)];
    }
    case "summary":
      return [
        ...editButtons(run, at.page, setting),
        [{ words: { id: "button-form-confirm" }, action: "ok" }],
        navigation(false),
      ];
    case "leaving":
      return [
        [{ words: { id: "button-form-keep-answers" }, action: "kp" }],
        [{ words: { id: "button-form-discard-answers" }, action: "rm" }],
        [{ words: { id: "button-form-go-on" }, action: "go" }],
      ];
  }
}

const navigation = (skippable: boolean): Button[] => [
  { words: { id: "button-form-back" }, action: "b" },
  ...(skippable ? [{ words: { id: "button-form-skip" }, action: "s" }] : []),
  { words: { id: "button-form-cancel" }, action: "c" },
];

/** Who has gone back need not type again what they typed. */
function keepButton(run: FormRun, place: number, setting: Setting): Button[][] {
  const field = run.form.fields[place]!;
  const answer = run.answers[field.name];
  if (answer === undefined) return [];
  const shown = kindOf(field).show(field, answer, setting);
  const words: Words =
    typeof shown === "string"
      ? { id: "button-form-keep", args: { answer: cut(shown, 30) } }
      : { id: "button-form-keep-it" };
  return [[{ words, action: "k" }]];
}

function editButtons(run: FormRun, page: number, setting: Setting): Button[][] {
  const places = askedPlaces(run.form.fields, run.answers);
  const labels = places.map((place) => `✎ ${cut(labelOf(run.form.fields[place]!, setting), 40)}`);
  return pagedButtons(labels, page, roomFor(setting.surface), (n) => `e${places[n]}`);
}

function replyKeyboard(run: FormRun, setting: Setting, say: Say): ReplyKeyboardMarkup {
  const { request } = kindOf(currentField(run)!);
  const { type, words } = request!;
  const asking = { text: inWords(say, words) };
  return {
    keyboard: [
      [type === "contact" ? { ...asking, request_contact: true } : { ...asking, request_location: true }],
      ...buttonsOf(run, setting).map((row) => row.map(({ words }) => ({ text: inWords(say, words) }))),
    ],
    resize_keyboard: true,
    one_time_keyboard: true,
  };
}
