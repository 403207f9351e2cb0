import { expect, test } from "vitest";
import { type DraftButton, draftOf } from "./menu-draft.ts";
import { back, closed, type Known, menusOf, shownOf, tap } from "./menu-preview-state.ts";

const menu = { text: "More", rows: [[{ text: "x", action: { type: "text" as const, value: "x" } }]] };
const commands: Known[] = [
  { name: "more", responseType: "menu", textResponse: null, menuConfig: menu },
  { name: "hours", responseType: "text", textResponse: "9 to 5", menuConfig: null },
  { name: "ask", responseType: "ai", textResponse: null, menuConfig: null },
];
const button = (type: DraftButton["type"], value: string): DraftButton => ({ id: 1, text: "b", type, value });

test("a submenu opens, and Back leads out of it again", () => {
  const inside = tap(closed, button("menu", "more"), commands);
  expect(inside).toEqual({ path: ["more"], sent: null, reply: null });
  expect(tap(inside, button("menu", "more"), commands).path).toEqual(["more", "more"]);
  expect(back(inside)).toEqual(closed);
  expect(back(closed)).toEqual(closed);
});

test("a command answers as it would in Telegram", () => {
  expect(tap(closed, button("command", "hours"), commands).reply).toEqual({ kind: "text", text: "9 to 5" });
  expect(tap(closed, button("command", "ask"), commands).reply).toEqual({ kind: "ai", name: "ask" });
  expect(tap(closed, button("command", "more"), commands).path).toEqual(["more"]);
});

test("what leads nowhere says so", () => {
  expect(tap(closed, button("command", "gone"), commands).reply).toEqual({ kind: "missing", name: "gone" });
  expect(tap(closed, button("url", ""), commands).reply).toEqual({ kind: "nothing" });
});

test("a keyboard stays while menus open under messages, and Back leads from keys to keys alone", () => {
  const keys = { ...menu, variant: "keyboard" as const };
  const named = (name: string, menuConfig: Known["menuConfig"]): Known => ({ ...commands[0]!, name, menuConfig });
  const all = [named("keys", keys), named("inline", menu)];
  const shown = (...path: string[]) => {
    const { last, keyboard } = shownOf({ ...closed, path }, menusOf(draftOf(keys), "", all));
    return { variant: last.menu.variant, back: last.back, depth: keyboard?.depth };
  };
  expect(shown()).toEqual({ variant: "keyboard", back: false, depth: 0 });
  expect(shown("inline")).toEqual({ variant: undefined, back: false, depth: 0 });
  expect(shown("inline", "inline")).toEqual({ variant: undefined, back: true, depth: 0 });
  expect(shown("keys")).toEqual({ variant: "keyboard", back: true, depth: 1 });
  expect(shownOf(closed, menusOf(draftOf(menu), "", all)).keyboard).toBeNull();
});
