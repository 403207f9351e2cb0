/** The page's languages: taken from the browser, switchable, remembered. Only the one in use is downloaded. */
import { type BackendModule, createInstance, type i18n } from "i18next";
import { initReactI18next } from "react-i18next";

export const languages = ["en", "ru"] as const;
export type Language = (typeof languages)[number];

const storageKey = "language";

const texts: Record<Language, () => Promise<object>> = {
  en: async () => (await import("./locales/en.ts")).en,
  ru: async () => (await import("./locales/ru.ts")).ru,
};

/** @returns the first of `wanted` that the page speaks ("ru-RU" counts as "ru"), else English */
export function pickLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const found = languages.find((language) => tag.toLowerCase().split("-")[0] === language);
    if (found) return found;
  }
  return "en";
}

const backend: BackendModule = {
  type: "backend",
  init() {},
  read(language, _namespace, done) {
    texts[language as Language]().then(
      (found) => done(null, found as never),
      (error: Error) => done(error, null),
    );
  },
};

/** @param storage where the choice is kept; `null` if the browser forbids it */
export async function openI18n(storage: Storage | null, browserLanguages: readonly string[]): Promise<i18n> {
  const chosen = storage?.getItem(storageKey);
  const instance = createInstance();
  instance.on("languageChanged", (language) => {
    document.documentElement.lang = language;
  });
  await instance
    .use(backend)
    .use(initReactI18next)
    .init({
      lng: pickLanguage(chosen ? [chosen] : browserLanguages),
      fallbackLng: false,
      supportedLngs: languages,
      load: "languageOnly",
      interpolation: { escapeValue: false },
    });
  instance.on("languageChanged", (language) => storage?.setItem(storageKey, language));
  return instance;
}
