/**
 * Every type of question, defined once: the settings that are its own, and what its answers are. The contracts, the API's
 * description and the lists of types all come from this table, in its order; what the runtime and the page must know
 * besides does not compile until it is there too.
 */
import { z } from "zod";
import type { AnswerKind } from "./submission.ts";
import { translationsOf } from "./translations.ts";
import { isVisible } from "./visible-text.ts";

type Limit = string | number | undefined;

interface Definition<Settings extends z.ZodRawShape, Kind extends AnswerKind> {
  readonly answer: Kind;
  /** Besides those that every question has. */
  readonly settings: Settings;
  /** @returns pairs of a lower limit and an upper one, which must leave an answer between them */
  limits?(field: z.output<z.ZodObject<Settings>>): readonly (readonly [Limit, Limit])[];
}

const defined = <Settings extends z.ZodRawShape, const Kind extends AnswerKind>(type: Definition<Settings, Kind>) =>
  type;

const Option = z.string().trim().max(64);
const PatternHint = z.string().trim().max(200);

const choice = {
  /** What answers are kept as, whatever language they were given in. */
  options: z
    .array(Option.refine(isVisible, "An option needs a text"))
    .min(1, "Add at least one option")
    .max(200)
    .refine((options) => new Set(options).size === options.length, "Two options are the same"),
  /** What is shown instead of an option, by option. */
  optionTexts: z.record(z.string(), translationsOf(Option)).optional(),
};

/** ISO 8601, or the day on which the question is answered. */
const Day = z.union([z.literal("today"), z.iso.date()]);

const atLeast = z.number().int().min(0);

export const fieldTypes = {
  text: defined({
    answer: "text",
    settings: {
      validation: z
        .strictObject({
          minLength: atLeast.max(4096).optional(),
          maxLength: z.number().int().min(1).max(4096).optional(),
          /** A regular expression (RE2) that the whole answer must match. */
          pattern: z.string().min(1).max(500).optional(),
          /** Says in words what the pattern expects. */
          patternHint: PatternHint.optional(),
          patternHints: translationsOf(PatternHint).optional(),
        })
        .default({}),
    },
    limits: ({ validation: { minLength, maxLength } }) => [[minLength, maxLength]],
  }),
  number: defined({
    answer: "number",
    settings: {
      validation: z
        .strictObject({ min: z.number().optional(), max: z.number().optional(), integer: z.boolean().optional() })
        .default({}),
    },
    limits: ({ validation: { min, max } }) => [[min, max]],
  }),
  email: defined({ answer: "text", settings: {} }),
  phone: defined({ answer: "text", settings: {} }),
  date: defined({
    answer: "day",
    settings: { validation: z.strictObject({ min: Day.optional(), max: Day.optional() }).default({}) },
    limits: ({ validation: { min, max } }) => (min === "today" || max === "today" ? [] : [[min, max]]),
  }),
  select: defined({ answer: "option", settings: choice }),
  multiselect: defined({
    answer: "options",
    settings: {
      ...choice,
      validation: z.strictObject({ min: atLeast.optional(), max: z.number().int().min(1).optional() }).default({}),
    },
    limits: ({ options, validation: { min, max } }) => [
      [min, max],
      [min, options.length],
    ],
  }),
  photo: defined({
    answer: "photo",
    settings: {
      /** In megabytes; Telegram lets bots fetch files up to 20. */
      validation: z.strictObject({ maxMegabytes: z.number().positive().max(20).optional() }).default({}),
    },
  }),
  location: defined({ answer: "place", settings: {} }),
};

type Types = typeof fieldTypes;

export const answerKindOf = (type: keyof Types): AnswerKind => fieldTypes[type].answer;

/** The types that have settings of their own. */
export type TypeWithSettings = {
  [Type in keyof Types]: keyof Types[Type]["settings"] extends never ? never : Type;
}[keyof Types];
