/** "3 sec. ago" in the reader's language, by `Intl`; and dates where "ago" says too little. */

const units = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;

/** @param ageMs how long ago it was; what seems to lie ahead counts as now */
export function ago(ageMs: number, language: string): string {
  const seconds = Math.max(0, Math.floor(ageMs / 1_000));
  const [unit, length] = units.find(([, length]) => seconds >= length) ?? ["second", 1];
  const format = new Intl.RelativeTimeFormat(language, { numeric: seconds === 0 ? "auto" : "always", style: "short" });
  return format.format(seconds === 0 ? 0 : -Math.floor(seconds / length), unit);
}

/** Time alone if it was today, with the date otherwise. */
export function clock(at: Date, now: Date, language: string): string {
  const time = { hour: "2-digit", minute: "2-digit" } as const;
  if (at.toDateString() === now.toDateString()) return new Intl.DateTimeFormat(language, time).format(at);
  const year = at.getFullYear() === now.getFullYear() ? {} : ({ year: "numeric" } as const);
  return new Intl.DateTimeFormat(language, { day: "numeric", month: "short", ...year, ...time }).format(at);
}

/** The day alone: "3 March 2026". */
export const day = (at: Date, language: string): string =>
  new Intl.DateTimeFormat(language, { dateStyle: "long" }).format(at);
