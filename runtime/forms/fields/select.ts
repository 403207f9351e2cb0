/** A question with one of several options for an answer: buttons, paged when there are many; typing one works too. */
import type { FieldOf } from "#shared/schemas/form.ts";
import { shownOption } from "#shared/schemas/option-texts.ts";
import { hint, type Kind, type Setting, value } from "./kind.ts";
import { optionTyped, pagedButtons, pageOf, roomFor, shownOptions, turnedTo } from "./options.ts";

export const select: Kind<FieldOf<"select">> = {
  isTyped: (_, setting) => isListed(setting),
  asks: (_, setting) => (isListed(setting) ? { id: "form-ask-select-typed" } : null),
  lines: (field, setting) => (isListed(setting) ? shownOptions(field, setting.language) : []),
  begin: ({ options }, answer, { surface }) => ({ page: pageOf(options.indexOf(String(answer)), roomFor(surface)) }),
  buttons: (field, { page = 0 }, { language, surface }) =>
    pagedButtons(shownOptions(field, language), page, roomFor(surface), (place) => `o${place}`),

  press({ options }, draft, action) {
    const page = turnedTo(action);
    if (page !== null) return { type: "draft", draft: { ...draft, page } };
    const option = /^o\d{1,3}$/.test(action) ? options[Number(action.slice(1))] : undefined;
    return option === undefined ? null : { type: "value", value: option };
  },

  check(field, input, setting) {
    const { language } = setting;
    const place = input.type === "text" ? optionTyped(field, input.text, language, isListed(setting)) : -1;
    const option = field.options[place];
    return option === undefined ? hint("form-hint-select") : value(option);
  },

  show: (field, answer, { language }) => shownOption(field, String(answer), language),
};

/** Whether the options stand in the question. */
const isListed = ({ surface }: Setting): boolean => roomFor(surface) === null;
