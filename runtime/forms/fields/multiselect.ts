/** A question with several options for an answer: buttons with ticks, and Done; typing them parted by commas works too. */

import type { FieldOf } from "#shared/schemas/form.ts";
import { type Choice, shownOption } from "#shared/schemas/option-texts.ts";
import type { Surface } from "../../channels/surface.ts";
import type { Sentence } from "../words.ts";
import { type Checked, hint, type Kind, type Setting, value } from "./kind.ts";
import { optionTyped, pagedButtons, pageOf, type Room, roomFor, shownOptions, turnedTo } from "./options.ts";

type Multiselect = FieldOf<"multiselect">;

export const multiselect: Kind<Multiselect> = {
  isTyped: (_, setting) => isListed(setting),
  lines: (field, setting) => (isListed(setting) ? shownOptions(field, setting.language) : []),

  asks(field, setting): Sentence {
    if (isListed(setting)) return { id: "form-ask-multiselect-typed" };
    const { min, max } = limits(field);
    if (min === max) return { id: "form-ask-multiselect-exactly", args: { count: min } };
    if (max < field.options.length) return { id: "form-ask-multiselect-max", args: { max } };
    return min > 1 ? { id: "form-ask-multiselect-min", args: { min } } : { id: "form-ask-multiselect" };
  },

  begin({ options }, answer, { surface }) {
    const ticks = placesOf(options, Array.isArray(answer) ? answer : []);
    return { page: pageOf(ticks[0] ?? 0, roomOf(surface)), ticks };
  },

  buttons(field, { page = 0, ticks = [] }, { language, surface }) {
    const room = roomOf(surface);
    if (!room) return [];
    const labels = shownOptions(field, language).map(
      (option, place) => `${ticks.includes(place) ? "✅" : "▫️"} ${option}`,
    );
    const done = { words: { id: "button-form-done", args: { count: ticks.length } }, action: "d" };
    return [...pagedButtons(labels, page, room, (place) => `t${place}`), [done]];
  },

  press(field, draft, action) {
    const { ticks = [] } = draft;
    const page = turnedTo(action);
    if (page !== null) return { type: "draft", draft: { ...draft, page } };
    if (action === "d") {
      if (ticks.length === 0 && !field.required) return { type: "skip" };
      const problem = problemWith(field, ticks.length);
      return problem ? { type: "toast", sentence: problem } : { type: "value", value: chosen(field, ticks) };
    }
    const place = /^t\d{1,3}$/.test(action) ? Number(action.slice(1)) : -1;
    if (place < 0 || place >= field.options.length) return null;
    const ticked = ticks.includes(place) ? ticks.filter((tick) => tick !== place) : [...ticks, place];
    const { max } = limits(field);
    if (ticked.length > max) return { type: "toast", sentence: { id: "form-hint-multiselect-max", args: { max } } };
    return { type: "draft", draft: { ...draft, ticks: ticked } };
  },

  check(field, input, setting): Checked<string[]> {
    const places = input.type === "text" ? typedPlaces(field, input.text, setting) : null;
    if (!places) return hint("form-hint-multiselect");
    const problem = problemWith(field, places.length);
    return problem ? { type: "hint", hint: problem } : value(chosen(field, places));
  },

  show: (field, answer, { language }) =>
    (Array.isArray(answer) ? answer : [String(answer)])
      .map((option) => shownOption(field, option, language))
      .join(", "),
};

/** Below them stands Done. Ticks that cannot be changed in place would be a message each. */
const roomOf = (surface: Surface): Room | null => (surface.edits ? roomFor(surface, 1) : null);

/** Whether the options stand in the question. */
const isListed = ({ surface }: Setting): boolean => roomOf(surface) === null;

/** Who must answer chooses one at least. */
function limits({ options, required, validation }: Multiselect) {
  const max = Math.min(validation.max ?? options.length, options.length);
  return { min: Math.min(Math.max(validation.min ?? 0, required ? 1 : 0), max), max };
}

function problemWith(field: Multiselect, count: number): Sentence | null {
  const { min, max } = limits(field);
  if (count < Math.max(min, 1)) return { id: "form-hint-multiselect-min", args: { min: Math.max(min, 1) } };
  return count > max ? { id: "form-hint-multiselect-max", args: { max } } : null;
}

/** In the order of the options, whatever the order of choosing. */
const chosen = ({ options }: Multiselect, places: readonly number[]) =>
  options.filter((_, place) => places.includes(place));

const placesOf = (options: readonly string[], names: readonly string[]) =>
  options.flatMap((option, place) => (names.includes(option) ? [place] : []));

/** @returns `null` when a part is no option */
function typedPlaces(choice: Choice, text: string, setting: Setting): number[] | null {
  const placeOf = (part: string) => optionTyped(choice, part, setting.language, isListed(setting));
  const whole = placeOf(text);
  if (whole >= 0) return [whole];
  const parts = text.split(/[,;\n]/).filter((part) => part.trim() !== "");
  const places = parts.map(placeOf);
  return places.length > 0 && !places.includes(-1) ? [...new Set(places)] : null;
}
