/** Better Auth's refusals as sentences that say what to do. */
import { useTranslation } from "react-i18next";

export function useRefusals(): Record<string, string> {
  const { t } = useTranslation();
  const taken = t("auth.errors.taken");
  const closed = t("auth.errors.closed");
  return {
    INVALID_EMAIL_OR_PASSWORD: t("auth.errors.wrong"),
    INVALID_EMAIL: t("auth.errors.email"),
    USER_ALREADY_EXISTS: taken,
    USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: taken,
    PASSWORD_TOO_SHORT: t("auth.rules.short"),
    PASSWORD_TOO_LONG: t("auth.rules.long"),
    REGISTRATION_CLOSED: closed,
    registration_closed: closed,
    EMAIL_PASSWORD_SIGN_UP_DISABLED: closed,
    EMAIL_AND_PASSWORD_SIGN_UP_IS_NOT_ENABLED: closed,
  };
}
