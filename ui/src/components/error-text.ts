/** What went wrong, in the reader's language, with what to do about it. */
import { useTranslation } from "react-i18next";
import { ApiError, ConnectionLost } from "../api/api-error.ts";

/** Codes whose sentence is the same everywhere. */
const general = [
  "unauthenticated",
  "forbidden",
  "other_site",
  "insecure_address",
  "limit_reached",
  "not_found",
  "too_large",
  "unavailable",
  "internal",
  "telegram_unreachable",
] as const;

const isGeneral = (code: string): code is (typeof general)[number] => (general as readonly string[]).includes(code);

/**
 * @returns a function of an error and the sentences this place has for codes of its own. The server speaks English
 * and knows best what is wrong: an English reader gets its words, others the translation if there is one.
 */
export function useErrorText(): (error: unknown, own?: Record<string, string>) => string {
  const { t, i18n } = useTranslation();
  return (error, own = {}) => {
    if (error instanceof ConnectionLost) return t("errors.connection");
    if (!(error instanceof ApiError)) return t("errors.unexpected");
    const { code, message, retryAfterS } = error;
    if (code === "rate_limited" || error.status === 429)
      return retryAfterS ? t("errors.wait", { count: retryAfterS }) : t("errors.rate_limited");
    if (own[code]) return own[code];
    const vague = code === "internal" || code === "unavailable" || code === "unauthenticated";
    if (isGeneral(code) && (vague || i18n.language !== "en")) return t(`errors.${code}`);
    return message;
  };
}
