/** A question's options as people read them. Answers are kept as the option itself, whatever language it was shown in. */
import { type Language, languages } from "./language.ts";
import { inLanguage, type Translations } from "./translations.ts";

export interface Choice {
  readonly options: readonly string[];
  /** By option. */
  readonly optionTexts?: Readonly<Record<string, Translations>> | undefined;
}

/** @param languageCode an IETF tag as Telegram gives it */
export const shownOption = (choice: Choice, option: string, languageCode: string | undefined): string =>
  inLanguage(languageCode, option, textsOf(choice, option));

/** @returns what is wrong, and under which option and language: who reads it must be able to tell the options apart */
export function optionTextFaults(choice: Choice): { path: string[]; message: string }[] {
  const { options, optionTexts = {} } = choice;
  const unknown = Object.keys(optionTexts).filter((option) => !options.includes(option));
  return [
    ...unknown.map((option) => ({ path: [option], message: "There is no such option" })),
    ...languages.flatMap((language) =>
      twinsIn(choice, language).map((option) => ({
        path: [option, language],
        message: "Two options are the same in this language",
      })),
    ),
  ];
}

/** Translated options that read like another one. */
function twinsIn(choice: Choice, language: Language): string[] {
  const counts = new Map<string, number>();
  for (const option of choice.options) {
    const shown = shownOption(choice, option, language);
    counts.set(shown, (counts.get(shown) ?? 0) + 1);
  }
  return choice.options.filter((option) => {
    const text = textsOf(choice, option)?.[language];
    return text !== undefined && counts.get(text)! > 1;
  });
}

/** An option may be called like something that every object has. */
const textsOf = ({ optionTexts }: Choice, option: string): Translations | undefined =>
  optionTexts && Object.hasOwn(optionTexts, option) ? optionTexts[option] : undefined;
