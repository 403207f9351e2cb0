import { expect, test } from "vitest";
import { bytes, milliseconds, span } from "./quantity.ts";

test("a short time is in milliseconds, a long one in seconds", () => {
  expect([12.4, 999, 3_420].map((ms) => milliseconds(ms, "en"))).toEqual(["12 ms", "999 ms", "3.4 sec"]);
  expect(milliseconds(3_420, "ru")).toBe("3,4 с");
});

test("memory is in megabytes, and much of it in gigabytes", () => {
  expect([182_400_000, 1_240_000_000].map((count) => bytes(count, "en"))).toEqual(["182 MB", "1.2 GB"]);
});

test("a span of time is told by its largest unit", () => {
  expect([-5, 59_000, 3_599_000, 7_300_000, 200_000_000].map((ms) => span(ms, "en"))).toEqual([
    "0 sec",
    "59 sec",
    "59 min",
    "2 hr",
    "2 days",
  ]);
});
