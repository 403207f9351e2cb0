/** A question with one of several options for an answer: buttons, paged when there are many; typing one works too. */
import type { FieldOf } from "#shared/schemas/form.ts";
import { shownOption } from "#shared/schemas/option-texts.ts";
import { hint, type Kind, value } from "./kind.ts";
import { optionNamed, pagedButtons, pageOf, shownOptions, turnedTo } from "./options.ts";

export const select: Kind<FieldOf<"select">> = {
  typed: false,
  asks: () => null,
  begin: ({ options }, answer) => ({ page: Math.max(pageOf(options.indexOf(String(answer))), 0) }),
  buttons: (field, { page = 0 }, { language }) =>
    pagedButtons(shownOptions(field, language), page, (place) => `o${place}`),

  press({ options }, draft, action) {
    const page = turnedTo(action);
    if (page !== null) return { type: "draft", draft: { ...draft, page } };
    const option = /^o\d{1,3}$/.test(action) ? options[Number(action.slice(1))] : undefined;
    return option === undefined ? null : { type: "value", value: option };
  },

  check(field, input, { language }) {
    const option = input.type === "text" ? field.options[optionNamed(field, input.text, language)] : undefined;
    return option === undefined ? hint("form-hint-select") : value(option);
  },

  show: (field, answer, { language }) => shownOption(field, String(answer), language),
};
