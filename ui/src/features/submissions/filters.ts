/** Which submissions are looked at, as the controls hold it and as the API takes it. */
import type { SubmissionState } from "#shared/schemas/submission.ts";

export interface Filters {
  search: string;
  /** Empty: both. */
  state: SubmissionState | "";
  /** Days by the reader's calendar, ISO 8601, both included; empty: no limit. */
  from: string;
  to: string;
}

export const noFilters: Filters = { search: "", state: "", from: "", to: "" };

export const isFiltered = ({ search, ...rest }: Filters): boolean =>
  search.trim() !== "" || Object.values(rest).some((value) => value !== "");

/** For the list and for downloads alike: what one sees is what one gets. */
export function filterQuery({ search, state, from, to }: Filters): URLSearchParams {
  const since = startOf(from, 0);
  const until = startOf(to, 1);
  return new URLSearchParams({
    ...(search.trim() && { search: search.trim() }),
    ...(state && { state }),
    ...(since && { since }),
    ...(until && { until }),
  });
}

/** @returns the moment at which the day begins, `days` days later, where the reader is; `null` for what is no day */
function startOf(day: string, days: number): string | null {
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  const start = new Date(year, month - 1, date + days);
  return /^\d{4}-\d{2}-\d{2}$/.test(day) && Number.isFinite(start.getTime()) ? start.toISOString() : null;
}
