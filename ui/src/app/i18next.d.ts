/** Makes every `t("…")` in the page check its key against the English texts. */
import "i18next";
import type { Texts } from "./locales/en.ts";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: Texts };
  }
}
