/**
 * The settings that are some types' own, as the editor holds them: how they are read from a field, and written into one.
 * A type without any needs no line here; one whose settings are missing does not compile.
 */
import type { z } from "zod";
import type { fieldTypes, TypeWithSettings } from "#shared/schemas/field-types.ts";
import type { Translations } from "#shared/schemas/translations.ts";

/** As a number control holds it: empty, or on its way to being a number, it is a string. */
export type Quantity = number | string;

/** All of them side by side: a question that changes its type, and changes it back, has lost nothing. */
export interface OwnSettings {
  /** One a line. */
  options: string;
  /** What is shown instead, by option; those of options that are gone are kept, and not sent. */
  optionTexts: Readonly<Record<string, Translations>>;
  minLength: Quantity;
  maxLength: Quantity;
  pattern: string;
  patternHint: string;
  patternHints: Translations;
  min: Quantity;
  max: Quantity;
  integer: boolean;
  /** ISO 8601, `today`, or empty. */
  earliest: string;
  latest: string;
  fewest: Quantity;
  most: Quantity;
  maxMegabytes: Quantity;
}

export const unset: OwnSettings = {
  options: "",
  optionTexts: {},
  minLength: "",
  maxLength: "",
  pattern: "",
  patternHint: "",
  patternHints: {},
  min: "",
  max: "",
  integer: false,
  earliest: "",
  latest: "",
  fewest: "",
  most: "",
  maxMegabytes: "",
};

type Settings<Type extends TypeWithSettings> = z.ZodObject<(typeof fieldTypes)[Type]["settings"]>;

interface Held<Type extends TypeWithSettings> {
  read(field: z.output<Settings<Type>>): Partial<OwnSettings>;
  write(draft: OwnSettings): z.input<Settings<Type>>;
}

export const ownSettings: { readonly [Type in TypeWithSettings]: Held<Type> } = {
  text: {
    read({ validation: { minLength = "", maxLength = "", pattern = "", patternHint = "", patternHints = {} } }) {
      return { minLength, maxLength, pattern, patternHint, patternHints };
    },
    write: ({ minLength, maxLength, pattern, patternHint, patternHints }) => ({
      validation: set({
        minLength: numberOf(minLength),
        maxLength: numberOf(maxLength),
        pattern: pattern || undefined,
        patternHint: (pattern && patternHint.trim()) || undefined,
        patternHints: pattern ? some(patternHints) : undefined,
      }),
    }),
  },
  number: {
    read: ({ validation: { min = "", max = "", integer = false } }) => ({ min, max, integer }),
    write: ({ min, max, integer }) => ({
      validation: set({ min: numberOf(min), max: numberOf(max), integer: integer || undefined }),
    }),
  },
  date: {
    read: ({ validation: { min = "", max = "" } }) => ({ earliest: min, latest: max }),
    write: ({ earliest, latest }) => ({ validation: set({ min: earliest || undefined, max: latest || undefined }) }),
  },
  select: { read: choiceOf, write: writtenChoice },
  multiselect: {
    read({ validation: { min = "", max = "" }, ...choice }) {
      return { ...choiceOf(choice), fewest: min, most: max };
    },
    write: (draft) => ({
      ...writtenChoice(draft),
      validation: set({ min: numberOf(draft.fewest), max: numberOf(draft.most) }),
    }),
  },
  photo: {
    read: ({ validation: { maxMegabytes = "" } }) => ({ maxMegabytes }),
    write: ({ maxMegabytes }) => ({ validation: set({ maxMegabytes: numberOf(maxMegabytes) }) }),
  },
};

export const hasSettings = (type: keyof typeof fieldTypes): type is TypeWithSettings => type in ownSettings;

function choiceOf({ options, optionTexts = {} }: z.output<Settings<"select">>): Partial<OwnSettings> {
  return { options: options.join("\n"), optionTexts };
}

function writtenChoice(draft: Pick<OwnSettings, "options" | "optionTexts">) {
  const options = optionsOf(draft);
  const texts = Object.entries(draft.optionTexts).filter(([option, text]) => options.includes(option) && some(text));
  return { options, ...(texts.length > 0 && { optionTexts: Object.fromEntries(texts) }) };
}

export const optionsOf = ({ options }: Pick<OwnSettings, "options">): string[] =>
  options
    .split("\n")
    .map((option) => option.trim())
    .filter((option) => option !== "");

/** @returns `undefined` where there is none */
export const some = (translations: Translations) => (Object.keys(translations).length > 0 ? translations : undefined);

export function numberOf(quantity: Quantity): number | undefined {
  if (typeof quantity === "string" && quantity.trim() === "") return undefined;
  const number = Number(quantity);
  return Number.isFinite(number) ? number : undefined;
}

/** Without what is undefined: two drafts that say the same are written the same. */
export const set = <T extends object>(settings: T) =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]?: Exclude<T[Key], undefined>;
  };
