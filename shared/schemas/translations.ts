/**
 * A text with translations. Wherever a tenant writes a text that people read, the field itself holds what everybody gets,
 * and its plural holds translations by language: `text` and `texts`, `welcomeMessage` and `welcomeMessages`, `value` and
 * `values`. A language that is left out gets the field itself.
 */
import { z } from "zod";
import { Language, languageOf } from "./language.ts";
import { isVisible } from "./visible-text.ts";

export type Translations = Partial<Record<Language, string>>;

/** @param text what the text itself may be */
export const translationsOf = (text: z.ZodString) =>
  z.partialRecord(Language, text.refine(isVisible, "Write the translation, or leave the language out"));

/** @param languageCode an IETF tag as Telegram gives it */
export const inLanguage = <T extends string | null>(
  languageCode: string | undefined,
  text: T,
  translations: Translations | null | undefined,
): T | string => translations?.[languageOf(languageCode)] ?? text;
