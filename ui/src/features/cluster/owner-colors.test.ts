import { expect, test } from "vitest";
import { assignPlaces, colorAt } from "./owner-colors.ts";

test("a runtime keeps its colour while others come and go, and the next one gets what is free", () => {
  const three = assignPlaces(new Map(), ["a", "b", "c"]);
  const two = assignPlaces(three, ["a", "c"]);
  const again = assignPlaces(two, ["a", "c", "d", "e"]);
  expect(Object.fromEntries(three)).toEqual({ a: 0, b: 1, c: 2 });
  expect(Object.fromEntries(two)).toEqual({ a: 0, c: 2 });
  expect(Object.fromEntries(again)).toEqual({ a: 0, c: 2, d: 1, e: 3 });
});

test("nothing changes where the runtimes are the same", () => {
  const places = assignPlaces(new Map(), ["a", "b"]);
  expect(assignPlaces(places, ["b", "a"])).toBe(places);
});

test("a hundred runtimes have a hundred colours", () => {
  expect(new Set(Array.from({ length: 100 }, (_, place) => colorAt(place))).size).toBe(100);
});
