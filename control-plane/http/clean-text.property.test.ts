import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AppError } from "#shared/errors.ts";
import { requireCleanText } from "./clean-text.ts";

const wellFormed = fc.string({ unit: "grapheme" }).filter((text) => !text.includes("\0"));
const clean = fc.object({
  key: wellFormed,
  values: [wellFormed, fc.integer(), fc.boolean(), fc.constant(null)],
  maxDepth: 5,
});
const dirty = fc.constantFrom("\0", "\ud800", "\udfff", "a\ud800b", "\udc00\ud800");

const refused = (value: unknown): AppError | null => {
  try {
    requireCleanText(value);
    return null;
  } catch (error) {
    return error as AppError;
  }
};

describe("clean text", () => {
  test("passes, however it is nested", () => {
    fc.assert(fc.property(clean, (value) => refused(value) === null));
  });

  test("is refused for one dirty string anywhere, as a value or a key", () => {
    fc.assert(
      fc.property(clean, wellFormed, dirty, (value, key, bad) => {
        for (const spoiled of [bad, [value, bad], { ...value, [key]: { deep: [bad] } }, { ...value, [key + bad]: 1 }])
          expect(refused(spoiled)?.code).toBe("invalid");
      }),
    );
  });

  test("names the place", () => {
    expect(refused({ menu: { rows: ["ok", "\0"] } })?.issues?.[0]?.path).toEqual(["menu", "rows", 1]);
  });

  test("is refused for nesting that would break whoever walks it", () => {
    let deep: unknown = "x";
    for (let n = 0; n < 50_000; n++) deep = [deep];
    expect(refused(deep)?.code).toBe("invalid");
  });
});
