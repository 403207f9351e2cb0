import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AppError } from "#shared/errors.ts";
import { readCursor, writeCursor } from "./cursor.ts";

describe("a cursor", () => {
  test("reads back as it was written, and has nothing that an address must escape", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 64 }), { maxLength: 3 }), fc.uuid(), (parts, id) => {
        const cursor = writeCursor([...parts, id]);
        expect(cursor).toMatch(/^[\w-]*$/);
        expect(readCursor(cursor, parts.length + 1)).toEqual([...parts, id]);
      }),
    );
  });

  test("that nobody wrote is refused, and never breaks", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => readCursor(text, 1)).toThrow(AppError);
      }),
    );
  });
});
