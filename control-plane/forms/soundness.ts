/** What the contract of a form cannot check by itself, with an issue at the place of each fault. */
import { isSupportedCountry } from "libphonenumber-js";
import { RE2JS, RE2JSException } from "re2js";
import type { Issue } from "#shared/errors.ts";
import type { CreateForm } from "#shared/schemas/form.ts";
import { invalid } from "../http/route.ts";

/**
 * Instructions a pattern may compile to. Matching takes time in proportion to it: with this many some 40 ms for the
 * longest message that Telegram carries.
 */
const maxPatternSize = 1_100;

/** @throws {AppError} `invalid` */
export function requireSound({ fields, defaultCountry }: Pick<CreateForm, "fields" | "defaultCountry">): void {
  const issues: Issue[] = fields.flatMap((field, index) => {
    const pattern = field.type === "text" ? field.validation.pattern : undefined;
    const message = pattern === undefined ? null : patternFault(pattern);
    return message ? [{ path: ["fields", index, "validation", "pattern"], message }] : [];
  });
  if (defaultCountry !== null && !isSupportedCountry(defaultCountry))
    issues.push({ path: ["defaultCountry"], message: "There are no phone numbers of such a country" });
  if (issues.length > 0) throw invalid(issues);
}

/** @returns what is wrong with it, for people; `null` when it can be used */
function patternFault(pattern: string): string | null {
  try {
    return RE2JS.compile(pattern).programSize() > maxPatternSize
      ? "This pattern is too large: repeat less in it"
      : null;
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    const reason = error.message.replace(/^error parsing regexp: /, "");
    return `This is no pattern that RE2 knows (it has no lookaround and no backreferences): ${reason}`;
  }
}
