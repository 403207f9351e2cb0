/** A date question: a calendar to press, where there is room for one, or a day typed. Bounds may be today, on every day. */
import type { FieldOf } from "#shared/schemas/form.ts";
import type { Surface } from "../../channels/surface.ts";
import { type Bounds, calendar, calendarRoom, isWithin, nearestMonth, pressedIn } from "./calendar.ts";
import { longDay } from "./day.ts";
import { type Checked, hint, type Kind, type Setting, value } from "./kind.ts";
import { parseDay } from "./typed-day.ts";

type DateField = FieldOf<"date">;

export const date: Kind<DateField> = {
  isTyped: (_, { surface }) => !hasCalendar(surface),
  asks: (_, { today, surface }) => ({
    id: hasCalendar(surface) ? "form-ask-date" : "form-ask-date-typed",
    args: { example: today },
  }),

  begin(field, answer, setting) {
    const day = typeof answer === "string" ? answer : setting.today;
    return { month: nearestMonth(day.slice(0, 7), boundsOf(field, setting)) };
  },

  buttons(field, { month }, setting) {
    const bounds = boundsOf(field, setting);
    const shown = month ?? setting.today.slice(0, 7);
    const rows = hasCalendar(setting.surface) ? calendar(shown, bounds, setting.language) : [];
    const today = { words: { id: "button-form-today" }, action: `D${setting.today.replaceAll("-", "")}` };
    return isWithin(setting.today, bounds) ? [...rows, [today]] : rows;
  },

  press(field, draft, action, setting) {
    const pressed = pressedIn(action);
    if (!pressed) return null;
    if ("month" in pressed) return { type: "draft", draft: { ...draft, month: pressed.month } };
    const checked = within(field, pressed.day, setting);
    return checked.type === "hint" ? { type: "toast", sentence: checked.hint } : checked;
  },

  check(field, input, setting) {
    const day = input.type === "text" ? parseDay(input.text, setting.language, setting.today) : null;
    return day === null ? hint("form-hint-date", { example: setting.today }) : within(field, day, setting);
  },

  show: (_, answer, { language }) => longDay(String(answer), language),
};

/** Below it stand Today, the answer to be kept, and Back, Skip and Cancel. It turns its pages in place. */
const hasCalendar = ({ columns, rows, buttons, edits }: Surface): boolean =>
  edits &&
  columns >= calendarRoom.columns &&
  rows >= calendarRoom.rows + 3 &&
  buttons >= calendarRoom.buttons + 1 + 1 + 3;

function boundsOf({ validation: { min, max } }: DateField, { today }: Setting): Bounds {
  const resolved = (day: string | undefined) => (day === "today" ? today : (day ?? null));
  return { min: resolved(min), max: resolved(max) };
}

function within(field: DateField, day: string, setting: Setting): Checked<string> {
  const { min, max } = boundsOf(field, setting);
  if (isWithin(day, { min, max })) return value(day);
  const said = (bound: string) => longDay(bound, setting.language);
  if (min && max) return hint("form-hint-date-between", { min: said(min), max: said(max) });
  return min ? hint("form-hint-date-min", { min: said(min) }) : hint("form-hint-date-max", { max: said(max!) });
}
