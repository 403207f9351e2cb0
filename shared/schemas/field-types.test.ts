import { describe, expect, test } from "vitest";
import { fieldTypes } from "./field-types.ts";
import { Fields, FieldType } from "./form.ts";

const asked = (type: FieldType, given: object = {}) => ({
  ...{ type, name: "answer", label: "Your answer?" },
  ...("options" in fieldTypes[type].settings && { options: ["Red", "Blue"] }),
  ...given,
});
const faultsOf = (field: object) =>
  (Fields.safeParse([field]).error?.issues ?? []).map(({ path, message }) => `${path.join(".")}: ${message}`);

describe("a type of question", () => {
  test.each(FieldType.options)("that is %s can be asked with nothing but what it must have", (type) => {
    expect(faultsOf(asked(type))).toEqual([]);
    expect(Fields.parse([asked(type)])[0]).toMatchObject({ type, required: true, help: null, condition: null });
  });

  test.each(FieldType.options)("that is %s knows no settings of another", (type) => {
    const other = "options" in fieldTypes[type].settings ? { maxMegabytes: 1 } : { options: ["Red"] };
    expect(faultsOf(asked(type, other))).toEqual([expect.stringMatching(/^0: Unrecognized key/)]);
  });

  test.each([
    ["text", { minLength: 2, maxLength: 1 }, { minLength: 2, maxLength: 2 }],
    ["number", { min: 1.5, max: 1 }, { min: -1, max: -1 }],
    ["date", { min: "2026-02-01", max: "2026-01-31" }, { min: "2026-02-01", max: "2026-02-01" }],
    ["date", { min: "2026-02-01", max: "2026-01-31" }, { min: "today", max: "2020-01-01" }],
    ["multiselect", { min: 2, max: 1 }, { min: 1, max: 1 }],
    ["multiselect", { min: 3 }, { min: 2, max: 9 }],
  ] as const)("that is %s is refused limits that leave no answer: %o, not %o", (type, none, some) => {
    expect(faultsOf(asked(type, { validation: none }))).toEqual([
      "0.validation: The lower limit is above the upper one",
    ]);
    expect(faultsOf(asked(type, { validation: some }))).toEqual([]);
  });
});
