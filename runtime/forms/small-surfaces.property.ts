import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Field } from "#shared/schemas/form.ts";
import type { Surface } from "../channels/surface.ts";
import { telegramSurface } from "../channels/telegram/surface.ts";
import { readFormData } from "./callback-data.ts";
import { kindOf } from "./fields/all-kinds.ts";
import { currentField, type FormRun } from "./form-run.ts";
import { next } from "./next.ts";
import { screenOf } from "./screen.ts";
import { field, say, setting, started } from "./testing/fields.ts";

const surface = fc
  .record({
    columns: fc.integer({ min: 1, max: 8 }),
    rows: fc.integer({ min: 4, max: 14 }),
    buttons: fc.integer({ min: 8, max: 100 }),
    label: fc.integer({ min: 10, max: 100 }),
    choices: fc.integer({ min: 2, max: 25 }),
    edits: fc.boolean(),
  })
  .filter(({ columns, rows }) => columns * rows >= 8)
  .map((given): Surface => ({ ...telegramSurface, ...given, text: 2000, replyKeys: false, requests: new Set() }));

const options = (count: number) => Array.from({ length: count }, (_, n) => `Option ${n + 1}`);

function buttonsOf(run: FormRun, here: ReturnType<typeof setting>) {
  const { keyboard } = screenOf(run, here, say);
  if (!("inline_keyboard" in keyboard)) throw new Error("There are no keys here");
  return keyboard.inline_keyboard.map((row) =>
    row.map((button) => ({
      text: button.text,
      action: readFormData("callback_data" in button ? button.callback_data! : "")!.action,
    })),
  );
}

function expectFitting(rows: ReturnType<typeof buttonsOf>, { columns, rows: most, buttons, label }: Surface): void {
  expect(rows.length).toBeLessThanOrEqual(most);
  expect(rows.flat().length).toBeLessThanOrEqual(buttons);
  for (const row of rows) expect(row.length).toBeLessThanOrEqual(columns);
  for (const { text } of rows.flat()) expect(text.length).toBeLessThanOrEqual(label);
}

/** Answers the question that is asked, by its buttons alone where it has some; else by typing. */
function answer(run: FormRun, asked: Field, here: ReturnType<typeof setting>, wanted: number): FormRun {
  const press = (action: string, on: FormRun) => next(on, { type: "press", visit: on.visit, action }, here).run;
  const type = (text: string) =>
    next(run, { type: "input", input: { type: "text", text }, album: null, source: null }, here).run;
  if (kindOf(asked).isTyped(asked, here)) return type(asked.type === "date" ? here.today : String(wanted + 1));
  if (asked.type === "date") return press(`D${here.today.replaceAll("-", "")}`, run);
  const action = asked.type === "select" ? `o${wanted}` : `t${wanted}`;
  let at = run;
  for (let turned = 0; turned < 200; turned++) {
    const rows = buttonsOf(at, here);
    expectFitting(rows, here.surface);
    const actions = rows.flat().map((button) => button.action);
    expect(actions).toContain("c");
    if (actions.includes(action)) {
      const chosen = press(action, at);
      return asked.type === "select" ? chosen : press("d", chosen);
    }
    at = press(actions.find((each) => each.startsWith("p")) ?? "none", at);
  }
  throw new Error(`Option ${wanted} is on no page`);
}

/** Goes back to the question that was answered last, and keeps the answer. */
function comeBack(run: FormRun, here: ReturnType<typeof setting>): FormRun {
  if (run.at.type === "summary") return run;
  const press = (action: string, on: FormRun) => next(on, { type: "press", visit: on.visit, action }, here).run;
  const back = press("b", run);
  const rows = buttonsOf(back, here);
  expectFitting(rows, here.surface);
  expect(rows.flat().map(({ action }) => action)).toEqual(expect.arrayContaining(["k", "b", "c"]));
  return press("k", back);
}

describe("a form on a small surface", () => {
  test("can be filled in to its end, and shows nothing that does not fit", () => {
    fc.assert(
      fc.property(
        surface,
        fc.boolean(),
        fc.integer({ min: 1, max: 60 }),
        fc.nat(59),
        (surface, isPrivate, count, wanted) => {
          const place = wanted % count;
          const here = setting({ surface, isPrivate });
          const fields = [
            field("select", { name: "one", options: options(count) }),
            field("multiselect", { name: "some", options: options(count) }),
            field("date", { name: "day" }),
            ...Array.from({ length: 20 }, (_, n) => field("number", { name: `n${n}` })),
          ];
          let run = started(fields, { surface, isPrivate });
          for (let asked = currentField(run); asked; asked = currentField(run)) {
            expectFitting(buttonsOf(run, here), surface);
            run = comeBack(answer(run, asked, here, place), here);
          }
          expect(run.answers).toMatchObject({
            one: `Option ${place + 1}`,
            some: [`Option ${place + 1}`],
            day: here.today,
            n19: place + 1,
          });

          const summary = screenOf(run, here, say);
          expect(summary.text.length).toBeLessThanOrEqual(surface.text);
          const rows = buttonsOf(run, here);
          expectFitting(rows, surface);
          expect(rows.flat().map(({ action }) => action)).toEqual(expect.arrayContaining(["ok", "b", "c"]));
          const { effects } = next(run, { type: "press", visit: run.visit, action: "ok" }, here);
          expect(effects).toContainEqual({ type: "over", how: "complete" });
        },
      ),
    );
  });

  test("lists what there is no room for on buttons, and takes it by name and by number", () => {
    const tiny: Surface = { ...telegramSurface, columns: 1, rows: 8, buttons: 8, edits: false };
    const here = setting({ surface: { ...tiny, rows: 5 } });
    const asked = field("select", { options: ["Red", "Green", "7"] });
    const run = started([asked], { surface: here.surface });
    expect(screenOf(run, here, say).text).toContain("1. Red\n2. Green\n3. 7");
    const typed = (text: string) => kindOf(asked).check(asked, { type: "text", text }, here);
    expect(["2", "٢", "2.", "green", "7", "3"].map((text) => typed(text))).toEqual(
      ["Green", "Green", "Green", "Green", "7", "7"].map((value) => ({ type: "value", value })),
    );
    for (const text of ["0", "4", "1, 2"]) expect(typed(text).type).toBe("hint");
    const several = field("multiselect");
    expect(kindOf(several).check(several, { type: "text", text: "1, blue" }, setting({ surface: tiny }))).toEqual({
      type: "value",
      value: ["Red", "Blue"],
    });
    // Where they are on buttons a number is none.
    expect(kindOf(several).check(several, { type: "text", text: "1" }, setting())).toMatchObject({ type: "hint" });
  });
});
