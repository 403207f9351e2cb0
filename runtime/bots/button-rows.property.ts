import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fittingLabel, inPages } from "./button-rows.ts";

const room = fc
  .record({ columns: fc.integer({ min: 1, max: 8 }), rows: fc.integer({ min: 4, max: 12 }), buttons: fc.nat(100) })
  .map(({ columns, rows, buttons }) => ({ columns, rows, buttons: Math.max(buttons, 8) }))
  .filter(({ columns, rows }) => columns * rows >= 8);
const rows = fc
  .array(fc.integer({ min: 1, max: 8 }), { maxLength: 13 })
  .map((widths) => widths.map((width, row) => Array.from({ length: width }, (_, n) => `${row}.${n}`)));

describe("rows of buttons", () => {
  test("fit, whatever room there is, and lose, double and disorder none", () => {
    fc.assert(
      fc.property(rows, room, fc.integer({ min: 0, max: 1 }), (rows, room, always) => {
        const pages = inPages(rows, room, always);
        expect(pages.flat(2)).toEqual(rows.flat());
        const others = always + (pages.length > 1 ? 1 : 0);
        for (const page of pages) {
          expect(page.length + others).toBeLessThanOrEqual(room.rows);
          expect(page.flat().length + others).toBeLessThanOrEqual(room.buttons);
          for (const row of page) expect(row.length).toBeLessThanOrEqual(room.columns);
          if (pages.length > 1) expect(page).not.toEqual([]);
        }
      }),
    );
  });

  test("stay as they are where they fit, are broken where they are too wide, and packed where there are too many", () => {
    const wide = [["a", "b", "c"], ["d"]];
    const most = { columns: 3, rows: 4, buttons: 12 };
    expect(inPages(wide, most)).toEqual([wide]);
    expect(inPages(wide, { ...most, columns: 2 })).toEqual([[["a", "b"], ["c"], ["d"]]]);
    expect(inPages([["a"], ["b"], ["c"], ["d"], ["e"]], most)).toEqual([
      [
        ["a", "b", "c"],
        ["d", "e"],
      ],
    ]);
  });
});

test("a label is cut where it is too long, and never inside a character's two halves", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 30 }), fc.integer({ min: 2, max: 20 }), (text, label) => {
      const shown = fittingLabel(text, { label });
      expect(shown.length).toBeLessThanOrEqual(label);
      if (text.length <= label) expect(shown).toBe(text);
      else expect(shown.isWellFormed()).toBe(true);
    }),
  );
});
