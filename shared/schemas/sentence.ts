/** The sentences that a bot says by itself, and what its tenant has it say instead. */
import { z } from "zod";
import { Language, languages } from "./language.ts";

const perLanguage = <T extends z.ZodType>(value: T) =>
  z.strictObject(Object.fromEntries(languages.map((language) => [language, value])) as Record<Language, T>);

/** Texts in Fluent's syntax, by language and sentence. */
export type SentenceOverrides = Partial<Record<Language, Record<string, string>>>;

export const Sentence = z.object({
  id: z.string(),
  /** What it is about: `general`, `forms`, … */
  group: z.string(),
  /** What stands in braces: `place` is written `{ $place }`. The last three are known in every sentence. */
  args: z.array(z.string()),
  /** The longest an override may be, in characters. */
  maxLength: z.number().int(),
  /** The built-in text of each language, in the syntax of overrides. */
  defaults: perLanguage(z.string()),
  /** What is said instead; `null`: the built-in text. */
  overrides: perLanguage(z.string().nullable()),
});
export type Sentence = z.infer<typeof Sentence>;

/** Sentences of each language by id. `null` brings the built-in text back; what is left out stays. */
export const UpdateSentences = z.partialRecord(Language, z.record(z.string(), z.string().max(4096).nullable()));
export type UpdateSentences = z.infer<typeof UpdateSentences>;
