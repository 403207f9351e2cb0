/** What languages that bots speak are called, each by itself. */
import type { Language } from "#shared/schemas/language.ts";

export const languageNames: Record<Language, string> = { en: "English", ru: "Русский" };
