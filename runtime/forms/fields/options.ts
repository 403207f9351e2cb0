/** Options as buttons, a page at a time, and how a typed one is recognised. */
import { languages } from "#shared/schemas/language.ts";
import { type Choice, shownOption } from "#shared/schemas/option-texts.ts";
import { inRows } from "../../bots/button-rows.ts";
import type { Surface } from "../../channels/surface.ts";
import { plainDigits } from "./digits.ts";
import type { Button } from "./kind.ts";

/** Longer ones take a row of their own, where there is one. */
const shortLabel = 16;

/** Where options stand on buttons. */
export interface Room {
  /** Options at a time. */
  readonly size: number;
  /** Rows for them. */
  readonly rows: number;
  readonly columns: number;
}

/**
 * @param own rows of one button that the question takes itself, besides its options
 * @returns `null` where there is no room for two options at least: then they are typed
 */
export function roomFor({ columns, rows, buttons, choices }: Surface, own = 0): Room | null {
  // One row turns pages, one keeps an answer or confirms them all, and then there are Back, Skip and Cancel.
  const left = rows - own - 2 - Math.ceil(steps / columns);
  const others = own + turningButtons(columns) + 1 + steps;
  const size = Math.min(choices, Math.max(left, 0) * columns, buttons - others);
  return size < 2 ? null : { size, rows: left, columns };
}

const steps = 3;
const turningButtons = (columns: number) => (columns < 3 ? 1 : 3);

export const pageCount = (count: number, size: number) => Math.max(Math.ceil(count / size), 1);
export const pageOf = (index: number, room: Room | null) => (room ? Math.max(Math.floor(index / room.size), 0) : 0);

/**
 * @param labels one a button
 * @param action of the button at a place
 * @returns the page's rows, and one to turn pages where there are several
 */
export function pagedButtons(
  labels: readonly string[],
  page: number,
  room: Room | null,
  action: (place: number) => string,
): Button[][] {
  if (!room) return [];
  const { size, columns } = room;
  const pages = pageCount(labels.length, size);
  const shown = Math.min(Math.max(page, 0), pages - 1);
  const first = shown * size;
  const buttons = labels.slice(first, first + size).map((words, n): Button => ({ words, action: action(first + n) }));
  const narrow = labels.slice(first, first + size).every((words) => words.length <= shortLabel);
  const width = Math.max(narrow ? 2 : 1, Math.ceil(buttons.length / room.rows));
  const rows = inRows(buttons, Math.min(width, columns));
  if (pages > 1) rows.push(turning(shown, pages, columns));
  return rows;
}

function turning(shown: number, pages: number, columns: number): Button[] {
  const on = `p${(shown + 1) % pages}`;
  const place = `${shown + 1}/${pages}`;
  if (turningButtons(columns) === 1) return [{ words: `${place} ›`, action: on }];
  return [
    { words: "‹", action: `p${(shown + pages - 1) % pages}` },
    { words: place, action: "n" },
    { words: "›", action: on },
  ];
}

/** @returns the page that a button turns to; `null` when it is another button */
export function turnedTo(action: string): number | null {
  const match = /^p(\d{1,3})$/.exec(action);
  return match ? Number(match[1]) : null;
}

/** The options as they are shown. */
export const shownOptions = (choice: Choice, language: string): string[] =>
  choice.options.map((option) => shownOption(choice, option, language));

/**
 * As it is shown to who typed it, first of all; then as it is kept, and as others read it.
 *
 * @returns the option's place; -1 when there is none of that text
 */
export function optionNamed(choice: Choice, text: string, language: string): number {
  const known = [
    shownOptions(choice, language),
    choice.options,
    ...languages.map((other) => shownOptions(choice, other)),
  ];
  for (const texts of known) {
    const place = placeOf(texts, text);
    if (place >= 0) return place;
  }
  return -1;
}

function placeOf(texts: readonly string[], text: string): number {
  const exact = texts.indexOf(text.trim());
  const plain = (option: string) => option.normalize("NFKC").trim().toLowerCase();
  return exact >= 0 ? exact : texts.findIndex((option) => plain(option) === plain(text));
}

/**
 * The same where the options stand in the question, as numbered lines.
 *
 * @param listed whether they do; else a number is none
 */
export function optionTyped(choice: Choice, text: string, language: string, listed: boolean): number {
  const named = optionNamed(choice, text, language);
  if (named >= 0 || !listed) return named;
  const number = Number(/^(\d{1,3})[.)]?$/.exec(plainDigits(text).trim())?.[1] ?? 0);
  return number <= choice.options.length ? number - 1 : -1;
}
