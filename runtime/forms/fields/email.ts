/** An email question. An address parser decides; what no mail reaches (a bare host, an address literal) is refused. */
import addresses from "email-addresses";
import type { FieldOf } from "#shared/schemas/form.ts";
import { hint, type Kind, value } from "./kind.ts";

export const email: Kind<FieldOf<"email">> = {
  isTyped: () => true,
  asks: () => null,

  check(_, input) {
    const address = input.type === "text" ? parseEmail(input.text) : null;
    return address === null ? hint("form-hint-email") : value(address);
  },

  show: (_, answer) => String(answer),
};

/** A host of two labels or more, in any script. */
const host = /^(?=.{1,253}$)(?:[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]{0,61}[\p{L}\p{N}\p{M}])?\.)+[\p{L}\p{N}-]{2,63}$/u;

/** @returns the address with its host in lower case; `null` when it is none */
export function parseEmail(text: string): string | null {
  const input = text.trim().replace(/^mailto:/i, "");
  // RFC 5321's limit, and what keeps the parser's work small.
  if (input.length > 254 || /[\s()<>",;]/.test(input)) return null;
  const parsed = addresses.parseOneAddress({ input, rejectTLD: true, strict: true, rfc6532: true });
  if (parsed?.type !== "mailbox" || parsed.local.length > 64 || !host.test(parsed.domain)) return null;
  return `${parsed.local}@${parsed.domain.toLowerCase()}`;
}
