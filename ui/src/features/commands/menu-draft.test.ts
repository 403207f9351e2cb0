import { describe, expect, test } from "vitest";
import { MenuConfig } from "#shared/schemas/menu.ts";
import {
  addButton,
  canMove,
  changeButton,
  configOf,
  type Direction,
  type DraftButton,
  draftOf,
  emptyDraft,
  find,
  type MenuDraft,
  maxInRow,
  maxRows,
  moveButton,
  removeButton,
} from "./menu-draft.ts";
import { buttonFault, menuFault } from "./menu-faults.ts";

/** "a b / c" as two rows; ids count from 1 in reading order. */
const draft = (drawing: string): MenuDraft =>
  draftOf({
    text: "Menu",
    rows: drawing
      .split(" / ")
      .map((row) => row.split(" ").map((text) => ({ text, action: { type: "text", value: text } }))),
  });

const drawn = ({ rows }: MenuDraft) => rows.map((row) => row.map(({ text }) => text).join(" ")).join(" / ");

const moved = (drawing: string, id: number, direction: Direction) => drawn(moveButton(draft(drawing), id, direction));

describe("a menu being edited", () => {
  test("is the same menu when nothing was changed", () => {
    const config = MenuConfig.parse({
      text: "Hi",
      rows: [[{ text: "Site", action: { type: "url", value: "https://example.org" } }]],
    });
    expect(configOf(draftOf(config))).toEqual(config);
  });

  test("keeps its translations and where its buttons stand, whatever else is changed", () => {
    const config = MenuConfig.parse({
      text: "Hi",
      texts: { ru: "Привет" },
      variant: "keyboard",
      rows: [
        [
          {
            text: "Hours",
            texts: { ru: "Часы" },
            action: { type: "text", value: "9 to 5", values: { ru: "с 9 до 17" } },
          },
        ],
      ],
    });
    expect(configOf(draftOf(config))).toEqual(config);
    const renamed = configOf(changeButton(draftOf(config), 1, { text: "Open" }));
    expect(renamed).toEqual({ ...config, rows: [[{ ...config.rows[0]![0]!, text: "Open" }]] });
    const button = configOf(changeButton(draftOf(config), 1, { type: "command", value: "hours" })).rows[0]![0]!;
    expect(button.action).toEqual({ type: "command", value: "hours" });
  });

  test("grows by a button at the end of a row or by a new row", () => {
    const one = addButton(emptyDraft, "new");
    expect(one.rows).toHaveLength(1);
    expect(addButton(one, 0).rows[0]).toHaveLength(2);
    expect(addButton(one, 7)).toBe(one);
  });

  test("never outgrows what Telegram shows", () => {
    let wide = addButton(emptyDraft, "new");
    for (let i = 0; i < 20; i++) wide = addButton(wide, 0);
    expect(wide.rows[0]).toHaveLength(maxInRow);
    let tall = emptyDraft;
    for (let i = 0; i < 20; i++) tall = addButton(tall, "new");
    expect(tall.rows).toHaveLength(maxRows);
  });

  test("never gives two buttons the same id", () => {
    const after = addButton(removeButton(addButton(draft("a b"), 0), 3), 0);
    const ids = after.rows.flat().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("loses a row with its last button", () => {
    expect(drawn(removeButton(draft("a / b c"), 1))).toBe("b c");
    expect(removeButton(draft("a"), 1).rows).toEqual([]);
  });

  test("moves a button within its row", () => {
    expect(moved("a b c", 2, "left")).toBe("b a c");
    expect(moved("a b c", 2, "right")).toBe("a c b");
    expect(moved("a b c", 1, "left")).toBe("a b c");
  });

  test("moves a button between rows, keeping its column where it can", () => {
    expect(moved("a b / c d", 2, "down")).toBe("a / c b d");
    expect(moved("a / b c", 3, "up")).toBe("a c / b");
    expect(moved("a / b", 1, "down")).toBe("a b".split(" ").join(" "));
  });

  test("moves a button past the edge into a row of its own, but not for ever", () => {
    expect(moved("a b", 2, "down")).toBe("a / b");
    expect(moved("a b", 2, "up")).toBe("b / a");
    expect(moved("a / b", 2, "down")).toBe("a / b");
  });

  test("does not move into a full row", () => {
    const full = draft(`a / ${Array.from({ length: maxInRow }, () => "x").join(" ")}`);
    expect(canMove(full, 1, "down")).toBe(false);
    expect(moveButton(full, 1, "down")).toBe(full);
  });

  test("keeps every button over any walk of moves", () => {
    let state = draft("a b c / d / e f");
    const directions: Direction[] = ["up", "left", "down", "right"];
    for (let step = 0; step < 400; step++) state = moveButton(state, (step % 6) + 1, directions[(step * 7) % 4]!);
    expect(
      state.rows
        .flat()
        .map(({ id }) => id)
        .sort(),
    ).toEqual([1, 2, 3, 4, 5, 6]);
    expect(state.rows.every((row) => row.length > 0)).toBe(true);
  });

  test("finds no button that is gone, and changes nothing then", () => {
    const menu = draft("a");
    expect(find(menu, 9)).toBeNull();
    expect(moveButton(menu, 9, "up")).toBe(menu);
    expect(canMove(menu, 9, "up")).toBe(false);
  });

  test("empties the value when the kind of action changes, and only then", () => {
    const menu = changeButton(draft("a"), 1, { type: "url" });
    expect(menu.rows[0]![0]).toMatchObject({ type: "url", value: "" });
    expect(changeButton(draft("a"), 1, { text: "b" }).rows[0]![0]).toMatchObject({ text: "b", value: "a" });
  });
});

describe("faults", () => {
  const button = { id: 1, text: "Go", type: "url", value: "https://example.org" } as const;

  const fault = (one: DraftButton, menu: Partial<MenuDraft> = {}) =>
    buttonFault(one, { ...emptyDraft, rows: [[one]], ...menu });

  test("are named by what is missing", () => {
    expect(fault(button)).toBeNull();
    expect(fault({ ...button, text: " " })).toBe("text");
    expect(fault({ ...button, value: "example" })).toBe("url");
    expect(fault({ ...button, type: "command", value: "" })).toBe("command");
    expect(fault({ ...button, type: "menu", value: "" })).toBe("menu");
    expect(fault({ ...button, type: "text", value: "" })).toBe("textValue");
  });

  test("of a keyboard are what its keys cannot send", () => {
    const keyboard = { variant: "keyboard" as const };
    const key: DraftButton = { id: 1, text: "Go", type: "text", value: "x" };
    const beside = (texts: object) => ({
      ...keyboard,
      rows: [[key, { ...key, id: 2, text: "Stop", ...texts }]],
    });
    expect(fault(button, keyboard)).toBe("link");
    expect(fault({ ...key, texts: { ru: "/go" } }, keyboard)).toBe("slash");
    expect(fault({ ...key, texts: { ru: "/go" } })).toBeNull();
    expect(fault(key, beside({ texts: { ru: " Go" } }))).toBe("taken");
    expect(fault(key, { ...beside({ text: "Go" }), variant: "inline" })).toBeNull();
    expect(fault({ ...key, texts: { ru: "Go" } }, beside({ text: "" }))).toBeNull();
  });

  test("are forms that are gone, as far as that is known", () => {
    const id = crypto.randomUUID();
    const opening: DraftButton = { id: 1, text: "Order", type: "form", value: id };
    const menu = { ...emptyDraft, text: "Hi", rows: [[opening]] };
    expect(menuFault(menu)).toBeNull();
    expect(menuFault(menu, [id])).toBeNull();
    expect(menuFault(menu, [])).toBe("buttons");
  });

  test("of a menu are told one at a time", () => {
    expect(menuFault(emptyDraft)).toBe("noText");
    expect(menuFault({ ...emptyDraft, text: "Hi" })).toBe("noButtons");
    expect(menuFault(addButton({ ...emptyDraft, text: "Hi" }, "new"))).toBe("buttons");
    expect(menuFault(draft("a b"))).toBeNull();
  });
});
