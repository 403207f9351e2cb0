/** Times and sizes as a person says them, in the reader's language. */

const unit = (value: number, name: string, language: string, digits = 0): string =>
  new Intl.NumberFormat(language, {
    style: "unit",
    unit: name,
    unitDisplay: "short",
    maximumFractionDigits: digits,
  }).format(value);

/** "12 ms", "3.4 sec" */
export const milliseconds = (ms: number, language: string): string =>
  ms < 1_000 ? unit(Math.round(ms), "millisecond", language) : unit(ms / 1_000, "second", language, 1);

/** "182 MB", "1.2 GB" */
export const bytes = (count: number, language: string): string =>
  count < 1e9 ? unit(count / 1e6, "megabyte", language) : unit(count / 1e9, "gigabyte", language, 1);

const spans = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

/** The largest unit of a span of time: "3 hr" */
export function span(ms: number, language: string): string {
  const [name, length] = spans.find(([, length]) => ms >= length) ?? (["second", 1_000] as const);
  return unit(Math.max(0, Math.floor(ms / length)), name, language);
}
