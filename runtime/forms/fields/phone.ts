/** A phone question: a key sends one's own number, where there is such a key; typing it works as well. Kept as E.164. */
import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js/max";
import type { FieldOf } from "#shared/schemas/form.ts";
import { canRequest, hint, type Kind, value } from "./kind.ts";

export const phone: Kind<FieldOf<"phone">> = {
  isTyped: () => true,
  request: { type: "contact", words: { id: "button-form-share-phone" } },
  asks: (_, setting) => ({ id: canRequest(setting, "contact") ? "form-ask-phone" : "form-ask-phone-typed" }),

  check(_, input, { defaultCountry }) {
    if (input.type === "contact") return contact(input, defaultCountry);
    const number = input.type === "text" ? parsePhone(input.text, defaultCountry) : null;
    return number === null ? expected(defaultCountry) : value(number);
  },

  show: (_, answer) => parsePhoneNumberFromString(String(answer))?.formatInternational() ?? String(answer),
};

const expected = (country: string | null) =>
  country ? hint("form-hint-phone-country", { country }) : hint("form-hint-phone");

/** A person's own number was checked where they write: it stands, also where the numbering plans know better. */
function contact(input: { phone: string; own: boolean }, country: string | null) {
  const digits = input.phone.replace(/\D/g, "");
  if (input.own && /^\d{5,15}$/.test(digits)) return value(`+${digits}`);
  // In a contact the country code is there, only the + may be missing.
  const number = parsePhone(`+${digits}`, null) ?? parsePhone(input.phone, country);
  return number === null ? expected(country) : value(number, { id: "form-remark-foreign-contact" });
}

/** @returns E.164; `null` when it is no number that could be called */
export function parsePhone(text: string, country: string | null): string | null {
  const given = text.normalize("NFKC").trim();
  // "00" is how most of the world dials "+".
  const dialled = country === null ? given.replace(/^00(?=[1-9])/, "+") : given;
  const known = country !== null && isSupportedCountry(country) ? { defaultCountry: country as CountryCode } : {};
  const number = given.length <= 40 ? parsePhoneNumberFromString(dialled, { ...known, extract: false }) : undefined;
  return number?.isValid() ? number.number : null;
}
