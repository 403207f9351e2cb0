/** Days as people type them: ISO 8601, the order of their language, months in words, and today. */

import { dayOf, format, shifted } from "./day.ts";
import { plainDigits } from "./digits.ts";

/**
 * @param today ISO 8601
 * @returns ISO 8601; `null` when it is no day
 */
export function parseDay(text: string, language: string, today: string): string | null {
  const given = plainDigits(text).trim().toLowerCase();
  if (given.length > 60) return null;
  return relative(given, language, today) ?? numeric(given, language, today) ?? inWords(given, language);
}

function relative(given: string, language: string, today: string): string | null {
  for (const tongue of [language, "en"])
    for (const by of [0, 1, -1]) if (given === nameOf(by, tongue)) return shifted(today, by);
  return null;
}

function nameOf(by: number, language: string): string {
  try {
    return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(by, "day").toLowerCase();
  } catch {
    return "";
  }
}

function numeric(given: string, language: string, today: string): string | null {
  const iso = /^(\d{4})[-./](\d{1,2})[-./](\d{1,2})$/.exec(given);
  if (iso) return dayOf(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const match = /^(\d{1,2})(\s?[./-]\s?|\s)(\d{1,2})(?:\2)(\d{4}|\d{2})(?:\s?г\.?)?$/.exec(given);
  if (!match) return null;
  const [, first, separator, second, written] = match as unknown as [string, string, string, string, string];
  const year = fullYear(written, today);
  const dayFirst = () => dayOf(year, Number(second), Number(first));
  const monthFirst = () => dayOf(year, Number(first), Number(second));
  // Nobody writes the month first before a point. Where the usual order makes no day, the other one is meant.
  if (separator.includes(".") || !beginsWithMonth(language)) return dayFirst() ?? monthFirst();
  return monthFirst() ?? dayFirst();
}

/** Two digits: up to 20 years ahead, else in the past. */
function fullYear(written: string, today: string): number {
  if (written.length === 4) return Number(written);
  const now = Number(today.slice(0, 4));
  const year = Math.floor(now / 100) * 100 + Number(written);
  return year > now + 20 ? year - 100 : year;
}

function beginsWithMonth(language: string): boolean {
  const parts = format(language, { day: "numeric", month: "numeric", year: "numeric" }).formatToParts(new Date(0));
  const order = parts.map(({ type }) => type);
  return order.indexOf("month") < order.indexOf("day") && order.indexOf("month") < order.indexOf("year");
}

/** "25 November 2026", "Nov 25, 2026", "25 ноября 2026 г." */
function inWords(given: string, language: string): string | null {
  const name = /\p{L}{3,}/u.exec(given)?.[0];
  const year = /(?<!\d)\d{4}(?!\d)/.exec(given)?.[0];
  const day = /(?<!\d)\d{1,2}(?!\d)/.exec(given)?.[0];
  const rest = given
    .replace(name ?? "", "")
    .replace(year ?? "", "")
    .replace(day ?? "", "");
  if (!name || !year || !day || !/^[\s.,]*(?:(?:st|nd|rd|th|г|of|de)[\s.,]*){0,2}$/u.test(rest)) return null;
  const month = monthNamed(name, language) ?? monthNamed(name, "en");
  return month === null ? null : dayOf(Number(year), month, Number(day));
}

/** @returns 1 to 12. At least three letters of a name are enough. */
function monthNamed(name: string, language: string): number | null {
  // In a date the name may stand in another case than by itself.
  const formats = [format(language, { month: "long" }), format(language, { month: "long", day: "numeric" })];
  for (let month = 1; month <= 12; month++) {
    const date = new Date(Date.UTC(2000, month - 1, 1));
    const names = formats.map((each) => each.formatToParts(date).find(({ type }) => type === "month")?.value ?? "");
    if (names.some((whole) => whole.toLowerCase().startsWith(name))) return month;
  }
  return null;
}
