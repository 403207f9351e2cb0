import { expect, test } from "vitest";
import { Fields } from "#shared/schemas/form.ts";
import { columnsOf } from "./columns.ts";

const fields = Fields.parse([
  { type: "text", name: "who", label: "Who?" },
  { type: "number", name: "age", label: "Age?" },
]);

test("each question has a column, also without an answer", () => {
  expect(columnsOf({ fields }, []).map(({ label }) => label)).toEqual(["Who?", "Age?"]);
});

test("answers to questions that are gone come last, each once, under their names", () => {
  const columns = columnsOf({ fields }, [{ answers: { who: "Ann", city: "Bonn" } }, { answers: { city: "Ulm" } }]);
  expect(columns.map(({ name, type }) => [name, type])).toEqual([
    ["who", "text"],
    ["age", "number"],
    ["city", null],
  ]);
});
