/** A bot's last error in the reader's language; the server's own sentence where there is no translation. */
import { useTranslation } from "react-i18next";
import type { BotError } from "#shared/schemas/bot.ts";

const known = [
  "ai_no_key",
  "ai_key_refused",
  "ai_limit",
  "ai_timeout",
  "ai_unreachable",
  "ai_unavailable",
  "ai_refused_request",
  "ai_empty",
  "telegram_conflict",
  "telegram_limited",
  "telegram_unreachable",
  "token_revoked",
  "webhook_set",
  "update_unstorable",
  "polling_failed",
  "update_dead",
  "handler_failed",
  "menu_button_refused",
] as const;

const isKnown = (code: string): code is (typeof known)[number] => (known as readonly string[]).includes(code);

export function useBotErrorText(): (error: BotError) => string {
  const { t, i18n } = useTranslation();
  return ({ code, message }) =>
    isKnown(code) && (i18n.language !== "en" || message === "") ? t(`bot.errors.${code}`) : message;
}
