/** What is wrong at a place of the form, in the reader's language. */
import { useTranslation } from "react-i18next";
import type { Faults } from "./form-faults.ts";

/** @returns a function of a place, such as `name` or `7.pattern`; `null` where nothing is wrong */
export function useFaultText(faults: Faults): (place: string) => string | null {
  const { t, i18n } = useTranslation();
  return (place) => {
    const found = faults[place];
    if (!found) return null;
    // The server says best what it could not read.
    if (found.fault === null || (found.fault === "pattern" && found.message && i18n.language === "en"))
      return found.message;
    return t(`formFaults.${found.fault}`);
  };
}
