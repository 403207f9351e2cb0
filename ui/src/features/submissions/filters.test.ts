import { describe, expect, test } from "vitest";
import { filterQuery, isFiltered, noFilters } from "./filters.ts";

const query = (filters: Partial<typeof noFilters>) => Object.fromEntries(filterQuery({ ...noFilters, ...filters }));

describe("filters", () => {
  test("send only what narrows the list", () => {
    expect(query({})).toEqual({});
    expect(query({ search: "  Ann ", state: "partial" })).toEqual({ search: "Ann", state: "partial" });
    expect(isFiltered({ ...noFilters, search: " " })).toBe(false);
    expect(isFiltered({ ...noFilters, state: "complete" })).toBe(true);
  });

  test("include both days, by the reader's own clock", () => {
    const { since, until } = query({ from: "2026-11-24", to: "2026-11-25" });
    expect(new Date(since!).getTime()).toBe(new Date(2026, 10, 24).getTime());
    expect(new Date(until!).getTime()).toBe(new Date(2026, 10, 26).getTime());
  });

  test("leave out half a date", () => {
    expect(query({ from: "2026-11", to: "" })).toEqual({});
  });
});
