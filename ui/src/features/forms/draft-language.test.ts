import { describe, expect, test } from "vitest";
import { CreateForm } from "#shared/schemas/form.ts";
import { draftIn } from "./draft-language.ts";
import { changeField, draftOf } from "./form-draft.ts";
import { faultsOf } from "./form-faults.ts";
import { writeForm } from "./form-values.ts";

const translated = {
  name: "Order",
  names: { ru: "Заказ" },
  description: "",
  fields: CreateForm.shape.fields.parse([
    {
      ...{
        type: "text",
        name: "code",
        label: "Code?",
        labels: { ru: "Код?" },
        help: "6 digits",
        helps: { ru: "6 цифр" },
      },
      validation: { pattern: "\\d+", patternHint: "digits", patternHints: { ru: "цифры" } },
    },
    {
      ...{ type: "select", name: "size", label: "Size?", options: ["Small", "Big"] },
      optionTexts: { Small: { ru: "Малый" }, Big: { ru: "Большой" } },
    },
  ]),
  completionMessage: "Bye",
  completionMessages: { ru: "Пока" },
};
const draft = draftOf(translated);
const optionTexts = (options: string, ...then: string[]) => {
  const changed = [options, ...then].reduce((draft, options) => changeField(draft, 2, { options }), draft);
  const [, field] = writeForm(changed).fields;
  return field && "optionTexts" in field ? field.optionTexts : undefined;
};

describe("a draft in several languages", () => {
  test("is sent as it came", () => {
    expect(writeForm(draft)).toMatchObject(translated);
  });

  test("is read in one of them, and elsewhere as it was written", () => {
    const { fields, completionMessage } = draftIn("ru", draft);
    expect(fields.map(({ label, help, options }) => [label, help, options])).toEqual([
      ["Код?", "6 цифр", ""],
      ["Size?", "", "Малый\nБольшой"],
    ]);
    expect([completionMessage, draftIn("en", draft).completionMessage]).toEqual(["Пока", "Bye"]);
  });

  test("keeps an option's translation while its line is rewritten, moved, or followed by others", () => {
    const ru = { Small: { ru: "Малый" }, Big: { ru: "Большой" } };
    expect(optionTexts("Smal\nBig", "S\nBig", "\nBig", "Tiny\nBig")).toEqual({ Tiny: ru.Small, Big: ru.Big });
    expect(optionTexts("Big\nSmall")).toEqual(ru);
    expect(optionTexts("Small\nBig\nHuge", "Small\nBig\nHuger")).toEqual(ru);
    expect(optionTexts("Big")).toEqual({ Big: ru.Big });
    expect(optionTexts("Big", "Big\nSmall")).toEqual(ru);
    expect(optionTexts("Other\nOnes")).toBeUndefined();
  });

  test("says where a translation cannot stay", () => {
    const found = (change: Parameters<typeof changeField>[2], id = 2) =>
      Object.entries(faultsOf(changeField(draft, id, change))).map(([place, { fault }]) => [place, fault]);
    expect(found({ optionTexts: { Small: { ru: "Big" } } })).toEqual([["2.optionTexts", "sameOptionTexts"]]);
    expect(found({ labels: { ru: "\u200b" } })).toEqual([["2.label", "translation"]]);
    expect(found({ patternHints: { ru: "\u200b" } }, 1)).toEqual([["1.patternHint", "translation"]]);
  });
});
