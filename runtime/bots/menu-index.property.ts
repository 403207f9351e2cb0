import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { MenuConfig } from "#shared/schemas/menu.ts";
import { menuIndex, trailTo } from "./menu-index.ts";

const name = fc.stringMatching(/^[a-z0-9_]{1,32}$/);
const text = fc.string({ minLength: 1, maxLength: 64, unit: "grapheme" });

/** Menus that lead to one another at random. */
const menus = fc
  .uniqueArray(name, { minLength: 1, maxLength: 8 })
  .chain((names) => {
    const action = fc.oneof(
      fc.record({ type: fc.constant("menu" as const), value: fc.constantFrom(...names) }),
      fc.record({ type: fc.constant("text" as const), value: text }),
      fc.record({ type: fc.constant("command" as const), value: name }),
    );
    const rows = fc.array(fc.array(fc.record({ text, action }), { minLength: 1, maxLength: 4 }), {
      minLength: 1,
      maxLength: 4,
    });
    return fc.tuple(...names.map((name) => fc.record({ name: fc.constant(name), menu: fc.record({ text, rows }) })));
  })
  .map((named) => named as { name: string; menu: MenuConfig }[]);

describe("a menu index", () => {
  test("makes callback data that fits Telegram, reads it back, and leads back to where one came from", () => {
    fc.assert(
      fc.property(menus, fc.array(fc.nat(), { maxLength: 20 }), (named, walk) => {
        const index = menuIndex(named);
        let at = named[0]!.name;
        let trail: readonly string[] = [];
        for (const choice of walk) {
          const rows = index.keyboard(at, trail, "Back").inline_keyboard;
          const data = rows.flat().map((button) => ("callback_data" in button ? button.callback_data : ""));
          for (const value of data) expect(Buffer.byteLength(value)).toBeLessThanOrEqual(64);
          const presses = data.map((value) => index.read(value)!);
          expect(presses).not.toContain(null);
          const back = presses.find(({ type }) => type === "back");
          expect(back !== undefined).toBe(trail.length > 0);
          if (back?.type === "back") expect([...back.trail, back.to]).toEqual(trail);

          const press = presses[choice % presses.length]!;
          if (press.type === "back") [at, trail] = [press.to, press.trail];
          else if (press.action.type === "menu") {
            const next = press.action.value;
            [at, trail] = [next, trailTo(next, press.menu, press.trail)];
          }
          expect(new Set([...trail, at]).size).toBe(trail.length + 1);
        }
      }),
    );
  });

  test("reads every key as the button with its text, whatever was translated or moved since, and Back as Back", () => {
    const translated = menus.map((named) =>
      named.map(({ name, menu }) => ({
        name,
        menu: {
          ...menu,
          variant: "keyboard" as const,
          rows: menu.rows.map((row, r) =>
            row.map((button, b) => ({ ...button, text: `${r}.${b} ${button.text}`, texts: { ru: `ру ${r}.${b}` } })),
          ),
        },
      })),
    );
    fc.assert(
      fc.property(translated, fc.constantFrom("ru", "en", undefined), (named, language) => {
        const index = menuIndex(named);
        const moved = menuIndex(
          named.map(({ name, menu }) => ({
            name,
            menu: { ...menu, rows: menu.rows.toReversed().map((row) => row.map(({ texts: _, ...button }) => button)) },
          })),
        );
        for (const { name, menu } of named) {
          const trail = named.map((other) => other.name).filter((other) => other !== name);
          const { rows, shown } = index.keys(name, trail, "Back", language);
          expect(Buffer.byteLength(JSON.stringify(shown))).toBeLessThan(4_000);
          expect(rows.flat().length).toBe(menu.rows.flat().length + (trail.length > 0 ? 1 : 0));
          const inline = index.keyboard(name, trail, "Back", language).inline_keyboard;
          for (const [row, keys] of rows.entries())
            for (const [place, label] of keys.entries()) {
              const button = inline[row]![place]!;
              expect(button.text).toBe(label);
              const press = "callback_data" in button ? index.read(button.callback_data) : null;
              expect(press).not.toBeNull();
              for (const reader of [index, moved]) expect(reader.readKey(` ${label}\n`, shown)).toEqual(press);
            }
          expect(menuIndex([]).readKey(rows[0]![0]!, shown)).toBe("changed");
          expect(index.findKey(rows[0]![0]!)).toMatchObject({ type: "button", trail: [] });
        }
      }),
    );
  });

  test("takes no text for a key that was not shown", () => {
    const index = menuIndex([
      { name: "a", menu: { text: "A", rows: [[{ text: "x", action: { type: "text", value: "y" } }]] } },
    ]);
    const { shown } = index.keys("a", [], "Back");
    fc.assert(
      fc.property(
        fc.string().filter((text) => text.trim() !== "x"),
        (text) => index.readKey(text, shown) === null,
      ),
    );
    for (const text of ["toString", "__proto__", "Back", "X", ""]) expect(index.readKey(text, shown)).toBeNull();
    // Of a menu under a message nothing is known by its text.
    expect(index.findKey("x")).toBeNull();
  });

  test("reads nothing into what it has not made", () => {
    const index = menuIndex([
      { name: "a", menu: { text: "A", rows: [[{ text: "x", action: { type: "text", value: "y" } }]] } },
    ]);
    fc.assert(fc.property(fc.string(), (data) => index.read(data) === null));
    for (const data of ["", "m:", "b:", "m", "b", ":::", "b:aaaaaa", "m:aaaaaaaaaaaa:"])
      expect(index.read(data)).toBeNull();
  });
});
