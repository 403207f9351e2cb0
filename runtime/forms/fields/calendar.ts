/** A month as buttons, with ways to the months and years around it. Only days within the bounds can be pressed. */

import { inRows } from "../../bots/button-rows.ts";
import { dateOf, dayOf, format, shiftedMonth } from "./day.ts";
import type { Button } from "./kind.ts";

export interface Bounds {
  /** ISO 8601; `null`: none. */
  readonly min: string | null;
  readonly max: string | null;
}

export const isWithin = (day: string, { min, max }: Bounds) => (!min || day >= min) && (!max || day <= max);

/** What it takes: the way to other months, the days of a week, and six weeks. */
export const calendarRoom = { columns: 7, rows: 8, buttons: 5 + 7 + 6 * 7 };

const nothing: Button = { words: "·", action: "n" };

/** @param month `2026-11` */
export function calendar(month: string, bounds: Bounds, language: string): Button[][] {
  const first = dateOf(`${month}-01`);
  const start = firstWeekday(language);
  const blanks = (((first.getUTCDay() || 7) - start + 7) % 7) as number;
  const days = Array.from({ length: 31 }, (_, n) => dayIn(month, n + 1)).filter((day) => day !== null);
  const cells = [
    ...Array.from({ length: blanks }, () => nothing),
    ...days.map((day) =>
      isWithin(day, bounds) ? { words: String(Number(day.slice(8))), action: `D${day.replaceAll("-", "")}` } : nothing,
    ),
  ];
  while (cells.length % calendarRoom.columns !== 0) cells.push(nothing);
  // A week without a day to press would only push the others out of sight.
  const weeks = inRows(cells, calendarRoom.columns).filter((week) => week.some((cell) => cell !== nothing));
  const title = format(language, { month: "long", year: "numeric" }).format(first);
  return [
    [
      way("«", month, -12, bounds),
      way("‹", month, -1, bounds),
      { words: title, action: "n" },
      way("›", month, 1, bounds),
      way("»", month, 12, bounds),
    ],
    weekdays(start, language).map((words) => ({ words, action: "n" })),
    ...weeks,
  ];
}

/** @returns the month or day that a button means; `null` when it is another button */
export function pressedIn(action: string): { month: string } | { day: string } | null {
  const month = /^m(\d{4})(\d{2})$/.exec(action);
  if (month && Number(month[2]) >= 1 && Number(month[2]) <= 12) return { month: `${month[1]}-${month[2]}` };
  const day = /^D(\d{4})(\d{2})(\d{2})$/.exec(action);
  const known = day ? dayOf(Number(day[1]), Number(day[2]), Number(day[3])) : null;
  return known ? { day: known } : null;
}

/** @returns the month nearest to `month` that has a day within the bounds */
export function nearestMonth(month: string, { min, max }: Bounds): string {
  if (max && month > max.slice(0, 7)) return max.slice(0, 7);
  return min && month < min.slice(0, 7) ? min.slice(0, 7) : month;
}

const dayIn = (month: string, day: number) => dayOf(Number(month.slice(0, 4)), Number(month.slice(5)), day);

/** A year further on may be too far where some months of it are not. */
function way(words: string, month: string, by: number, bounds: Bounds): Button {
  const to = nearestMonth(shiftedMonth(month, by), bounds);
  return to === month || to > month !== by > 0 ? nothing : { words, action: `m${to.replace("-", "")}` };
}

/** 1 is Monday, 7 Sunday. */
function firstWeekday(language: string): number {
  try {
    return (new Intl.Locale(language) as Intl.Locale & { getWeekInfo(): { firstDay: number } }).getWeekInfo().firstDay;
  } catch {
    return 1;
  }
}

function weekdays(start: number, language: string): string[] {
  const named = format(language, { weekday: "short" });
  // The 5th of January 1970 was a Monday.
  return Array.from({ length: 7 }, (_, n) => named.format(new Date(Date.UTC(1970, 0, 5 + ((start - 1 + n) % 7)))));
}
