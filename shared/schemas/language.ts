/** The languages a bot speaks by itself. Another one is a line here, and its files in `shared/sentences`. */
import { z } from "zod";

/** The first one is spoken to whoever speaks none of them. */
export const languages = ["en", "ru"] as const;
export const Language = z.enum(languages);
export type Language = z.infer<typeof Language>;

/** @param languageCode an IETF tag as Telegram gives it, such as `ru` or `pt-br` */
export function languageOf(languageCode: string | undefined): Language {
  const primary = languageCode?.toLowerCase().split(/[-_]/)[0];
  return languages.find((language) => language === primary) ?? languages[0];
}
