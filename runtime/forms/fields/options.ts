/** Options as buttons, a page at a time, and how a typed one is recognised. */
import { languages } from "#shared/schemas/language.ts";
import { type Choice, shownOption } from "#shared/schemas/option-texts.ts";
import type { Button } from "./kind.ts";

const pageSize = 10;
/** Longer ones take a row of their own. */
const shortLabel = 16;

export const pageCount = (count: number) => Math.max(Math.ceil(count / pageSize), 1);
export const pageOf = (index: number) => Math.floor(index / pageSize);

/**
 * @param labels one a button
 * @param action of the button at a place
 * @returns the page's rows, and one to turn pages where there are several
 */
export function pagedButtons(labels: readonly string[], page: number, action: (place: number) => string): Button[][] {
  const pages = pageCount(labels.length);
  const shown = Math.min(Math.max(page, 0), pages - 1);
  const first = shown * pageSize;
  const buttons = labels.slice(first, first + pageSize).map((words, n) => ({ words, action: action(first + n) }));
  const narrow = buttons.every(({ words }) => words.length <= shortLabel);
  const rows = inRows(buttons, narrow ? 2 : 1);
  if (pages > 1)
    rows.push([
      { words: "‹", action: `p${(shown + pages - 1) % pages}` },
      { words: `${shown + 1}/${pages}`, action: "n" },
      { words: "›", action: `p${(shown + 1) % pages}` },
    ]);
  return rows;
}

/** @returns the page that a button turns to; `null` when it is another button */
export function turnedTo(action: string): number | null {
  const match = /^p(\d{1,2})$/.exec(action);
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

export function inRows<T>(items: readonly T[], width: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / width) }, (_, row) =>
    items.slice(row * width, (row + 1) * width),
  );
}
