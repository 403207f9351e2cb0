import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plainJson, plainText } from "./plain-text.ts";

const storable = (text: string) => text.isWellFormed() && !text.includes("\0");

describe("plain text", () => {
  test.each([
    ["a\0b", "ab"],
    ["\ud83d", "\ufffd"],
    ["\udc00x", "\ufffdx"],
    ["😀", "😀"],
  ])("of %j is %j, alone and in JSON", (text, plain) => {
    expect(plainText(text)).toBe(plain);
    expect(JSON.parse(plainJson({ [text]: [text] }))).toEqual({ [plain]: [plain] });
  });

  test("leaves what can be stored as it is, and makes the rest storable", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: fc.constantFrom("\0", "\ud83d", "\ude00", "a") }),
    );
    fc.assert(
      fc.property(fc.jsonValue(), fc.dictionary(text, fc.array(text)), (value, hostile) => {
        const given = { value, hostile };
        const json = plainJson(given);
        expect(json).not.toMatch(/(?<!\\)(\\\\)*\\u(0000|d[89a-f])/i);
        const texts = Object.entries(hostile).flat(2);
        if (texts.every(storable)) expect(json).toBe(JSON.stringify(given));
      }),
    );
  });
});
