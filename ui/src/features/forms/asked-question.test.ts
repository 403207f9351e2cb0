import { describe, expect, test } from "vitest";
import { keysOf, pageCount, weeksOf } from "./asked-question.ts";
import { addField, changeField, draftOf } from "./form-draft.ts";

const empty = draftOf({ name: "", description: "", fields: [] });
const choice = (type: "select" | "multiselect", options: string[]) =>
  changeField(addField(empty, type), 1, { options: options.join("\n") }).fields[0]!;
const texts = (rows: { text: string }[][]) => rows.map((row) => row.map(({ text }) => text));

describe("the buttons of a question", () => {
  test("stand two in a row while all are short", () => {
    expect(texts(keysOf(choice("select", ["Red", "Green", "Blue"]), 0, new Set()))).toEqual([
      ["Red", "Green"],
      ["Blue"],
    ]);
    expect(texts(keysOf(choice("select", ["Red", "x".repeat(17)]), 0, new Set()))).toEqual([["Red"], ["x".repeat(17)]]);
  });

  test("are turned in pages of ten", () => {
    const field = choice(
      "select",
      Array.from({ length: 12 }, (_, n) => `o${n}`),
    );
    expect(pageCount(field)).toBe(2);
    expect(texts(keysOf(field, 1, new Set()))).toEqual([
      ["o10", "o11"],
      ["‹", "2/2", "›"],
    ]);
  });

  test("show ticks where several can be chosen", () => {
    expect(texts(keysOf(choice("multiselect", ["Red", "Blue"]), 0, new Set(["Blue"])))).toEqual([["▫️ Red", "✅ Blue"]]);
  });
});

test("a month has whole weeks, which begin on the first weekday", () => {
  const monday = weeksOf("2026-11", 1);
  expect(monday[0]).toEqual([null, null, null, null, null, null, 1]);
  expect(monday.every((week) => week.length === 7)).toBe(true);
  expect(weeksOf("2026-11", 7)[0]).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(weeksOf("2024-02", 1).flat().filter(Boolean)).toHaveLength(29);
});
