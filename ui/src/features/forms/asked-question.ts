/** A question as the bot asks it: where its buttons stand, and what they are. */
import { answerKindOf } from "#shared/schemas/field-types.ts";
import type { DraftField } from "./form-draft.ts";
import { optionsOf } from "./own-settings.ts";

/** A page of options, as the bot shows them. */
const pageSize = 10;
/** Options that are all this short stand two in a row. */
const shortOption = 16;

export interface Key {
  text: string;
  /** `option`: answers or ticks. `page`: turns. `none`: shows something. */
  kind: "option" | "page" | "none";
}

/** @returns the rows of buttons that a question with options has of its own, those for going back and on aside */
export function keysOf(field: DraftField, page: number, ticked: ReadonlySet<string>): Key[][] {
  const options = optionsOf(field);
  const tick = (option: string) => (ticked.has(option) ? "✅" : "▫️");
  const several = answerKindOf(field.type) === "options";
  const all = options.map((option): Key => ({ text: several ? `${tick(option)} ${option}` : option, kind: "option" }));
  const shown = all.slice(page * pageSize, (page + 1) * pageSize);
  const rows = inRows(shown, shown.every(({ text }) => text.length <= shortOption) ? 2 : 1);
  const pages = pageCount(field);
  if (pages > 1)
    rows.push([
      { text: "‹", kind: "page" },
      { text: `${page + 1}/${pages}`, kind: "none" },
      { text: "›", kind: "page" },
    ]);
  return rows;
}

export const pageCount = (field: DraftField): number => Math.max(1, Math.ceil(optionsOf(field).length / pageSize));

/** Days of the month `month` (`2026-11`) in weeks, `null` where there is none; Monday is 1, Sunday 7. */
export function weeksOf(month: string, firstWeekday: number): (number | null)[][] {
  const [year = 0, number = 1] = month.split("-").map(Number);
  const weekday = new Date(Date.UTC(year, number - 1, 1)).getUTCDay() || 7;
  const length = new Date(Date.UTC(year, number, 0)).getUTCDate();
  const cells: (number | null)[] = [
    ...Array.from({ length: (weekday - firstWeekday + 7) % 7 }, () => null),
    ...Array.from({ length }, (_, day) => day + 1),
  ];
  while (cells.length % 7 !== 0) cells.push(null);
  return inRows(cells, 7);
}

const inRows = <T>(items: readonly T[], width: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / width) }, (_, row) => items.slice(row * width, (row + 1) * width));
