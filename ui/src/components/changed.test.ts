import { expect, test } from "vitest";
import { changed } from "./changed.ts";

test("only what differs is sent, nested values compared by content", () => {
  const before = { name: "a", rows: [[1]], note: null as string | null, same: "x" };
  expect(changed(before, { name: "b", rows: [[1]], note: "n", same: "x" })).toEqual({ name: "b", note: "n" });
  expect(changed(before, { ...before, rows: [[1], [2]] })).toEqual({ rows: [[1], [2]] });
  expect(changed(before, before)).toEqual({});
});
