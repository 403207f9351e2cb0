import fc from "fast-check";
import { RE2JS, RE2JSException } from "re2js";
import { expect, test } from "vitest";
import { sizeOf } from "./pattern-size.ts";

const atom = fc.constantFrom("a", "b", "c", "1", "-", "[a-z]", "[^\\]x]", "\\d", ".", "\\.", "^", "\\b", "\\x41");
const count = fc.constantFrom("", "", "", "{3}", "{1,4}", "{2,}", "*", "+", "?", "{7}", "{0,5}?");
const { pattern } = fc.letrec<{ pattern: string }>((again) => ({
  pattern: fc
    .array(
      fc.array(
        fc
          .tuple(
            fc.oneof(
              { maxDepth: 3, withCrossShrink: true },
              atom,
              again("pattern").map((inner) => `(${inner})`),
              again("pattern").map((inner) => `(?:${inner})`),
            ),
            count,
          )
          .map((parts) => parts.join("")),
        { minLength: 1, maxLength: 4 },
      ),
      { minLength: 1, maxLength: 4 },
    )
    .map((branches) => branches.map((items) => items.join("")).join("|")),
}));

/** @returns `null` for what RE2 refuses */
function unrolledSize(pattern: string): number | null {
  try {
    return RE2JS.compile(pattern).programSize();
  } catch (error) {
    if (error instanceof RE2JSException) return null;
    throw error;
  }
}

test("a pattern's size is told from its text to within a factor of two", () => {
  fc.assert(
    fc.property(pattern, (pattern) => {
      const told = sizeOf(pattern);
      fc.pre(told < 5_000);
      const size = unrolledSize(pattern);
      // RE2 refuses what counts within counts would repeat more than a thousand times.
      fc.pre(size !== null);
      expect(told).toBeLessThanOrEqual(2 * size);
      expect(size).toBeLessThanOrEqual(2 * told + 2);
    }),
    { numRuns: 300 },
  );
});
