import { expect, test } from "vitest";
import { retryAfter } from "./retry-after.ts";

const now = Date.parse("2026-11-25T12:00:00Z");

test.each([
  [429, "120", 120_000],
  [503, " 0 ", 0],
  [429, "Wed, 25 Nov 2026 12:01:30 GMT", 90_000],
  [503, "Wednesday, 25-Nov-26 12:01:30 GMT", 90_000],
  [503, "Wed, 25 Nov 2026 11:00:00 GMT", 0],
])("%i with Retry-After: %s is asked again after %i ms", (status, header, ms) => {
  expect(retryAfter(status, header, now)).toBe(ms);
});

test.each([
  [500, "120"],
  [200, "120"],
  [429, undefined],
  [429, ["1", "2"]],
  [429, ""],
  [429, "-5"],
  [429, "1.5"],
  [429, "1e3"],
  [429, "99999999999"],
  [429, "soon"],
  [429, "5 minutes"],
  [503, "Wed, 99 Foo 2026 12:00:00 GMT"],
  [503, "2026-11-25 12:05"],
])("%i with Retry-After: %j says nothing", (status, header) => {
  expect(retryAfter(status, header, now)).toBeNull();
});
