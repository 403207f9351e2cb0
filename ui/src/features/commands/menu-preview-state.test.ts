import { expect, test } from "vitest";
import { back, closed, type Known, tap } from "./menu-preview-state.ts";

const menu = { text: "More", rows: [[{ text: "x", action: { type: "text" as const, value: "x" } }]] };
const commands: Known[] = [
  { name: "more", responseType: "menu", textResponse: null, menuConfig: menu },
  { name: "hours", responseType: "text", textResponse: "9 to 5", menuConfig: null },
  { name: "ask", responseType: "ai", textResponse: null, menuConfig: null },
];
const button = (type: "command" | "url" | "text" | "menu", value: string) => ({ id: 1, text: "b", type, value });

test("a submenu opens, and Back leads out of it again", () => {
  const inside = tap(closed, button("menu", "more"), commands);
  expect(inside).toEqual({ path: ["more"], reply: null });
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
