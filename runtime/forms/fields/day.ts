/** Days as ISO 8601 texts, which compare as the days do. */

/** @returns `2026-11-25`; `null` when there is no such day */
export function dayOf(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(2000, month - 1, day));
  date.setUTCFullYear(year, month - 1, day);
  const exists = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists && year >= 1000 && year <= 9999 ? date.toISOString().slice(0, 10) : null;
}

export const dateOf = (day: string): Date => new Date(`${day}T00:00:00Z`);

/** @param by days, also below zero */
export function shifted(day: string, by: number): string {
  const date = dateOf(day);
  date.setUTCDate(date.getUTCDate() + by);
  return date.toISOString().slice(0, 10);
}

/** @param month `2026-11` */
export function shiftedMonth(month: string, by: number): string {
  const [year, number] = month.split("-").map(Number) as [number, number];
  const months = year * 12 + (number - 1) + by;
  const shiftedYear = Math.min(Math.max(Math.floor(months / 12), 1000), 9999);
  return `${String(shiftedYear).padStart(4, "0")}-${String((((months % 12) + 12) % 12) + 1).padStart(2, "0")}`;
}

/** As people in that language write it: "25 November 2026". */
export const longDay = (day: string, language: string): string =>
  format(language, { day: "numeric", month: "long", year: "numeric" }).format(dateOf(day));

/** Formats days without moving them into another time zone. A language that nobody knows is English. */
export function format(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const complete = { ...options, calendar: "gregory", numberingSystem: "latn", timeZone: "UTC" };
  try {
    return new Intl.DateTimeFormat(language, complete);
  } catch {
    return new Intl.DateTimeFormat("en", complete);
  }
}
