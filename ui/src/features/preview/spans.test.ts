import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Entity, type Span, spansOf } from "./spans.ts";

const entity = (type: string, offset: number, length: number): Entity => ({ type, offset, length });
const textOf = (spans: Span[]): string =>
  spans.map((span) => (typeof span === "string" ? span : textOf(span.inner))).join("");

describe("the spans of a text", () => {
  test("are the text alone where nothing is marked", () => {
    expect(spansOf("hello")).toEqual(["hello"]);
    expect(spansOf("")).toEqual([]);
  });

  test("stand one within the other", () => {
    const [bold, italic] = [entity("bold", 0, 9), entity("italic", 5, 4)];
    expect(spansOf("bold both plain", [italic, bold])).toEqual([
      { entity: bold, inner: ["bold ", { entity: italic, inner: ["both"] }] },
      " plain",
    ]);
  });

  test("go on where an entity reaches out of the one around it", () => {
    const [bold, italic] = [entity("bold", 0, 4), entity("italic", 2, 4)];
    expect(spansOf("abcdef", [bold, italic])).toEqual([
      { entity: bold, inner: ["ab", { entity: italic, inner: ["cd"] }] },
      { entity: italic, inner: ["ef"] },
    ]);
  });

  test("count as Telegram does, an emoji as two", () => {
    const bold = entity("bold", 3, 3);
    expect(spansOf("👋 you", [bold])).toEqual(["👋 ", { entity: bold, inner: ["you"] }]);
  });

  test("never lose or double a letter, whatever the entities", () => {
    const place = fc.integer({ min: -3, max: 40 });
    const entities = fc.array(fc.record({ type: fc.constantFrom("bold", "pre", "url"), offset: place, length: place }));
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), entities, (text, given) => {
        expect(textOf(spansOf(text, given))).toBe(text);
      }),
    );
  });
});
