/** What the contract of a form cannot check by itself, with an issue at the place of each fault. */
import { setImmediate } from "node:timers/promises";
import { isSupportedCountry } from "libphonenumber-js";
import { patternProblem } from "#shared/answer-pattern.ts";
import type { Issue } from "#shared/errors.ts";
import type { CreateForm } from "#shared/schemas/form.ts";
import { invalid } from "../http/route.ts";

/** Compiles the patterns, which is work: to be asked when all else is in order. @throws {AppError} `invalid` */
export async function requireSound({
  fields,
  defaultCountry,
}: Pick<CreateForm, "fields" | "defaultCountry">): Promise<void> {
  const issues: Issue[] = [];
  for (const [index, field] of fields.entries()) {
    if (field.type !== "text" || field.validation.pattern === undefined) continue;
    const message = patternFault(field.validation.pattern);
    if (message) issues.push({ path: ["fields", index, "validation", "pattern"], message });
    // Fifty large ones must not keep other requests waiting.
    await setImmediate();
  }
  if (defaultCountry !== null && !isSupportedCountry(defaultCountry))
    issues.push({ path: ["defaultCountry"], message: "There are no phone numbers of such a country" });
  if (issues.length > 0) throw invalid(issues);
}

/** @returns what is wrong with it, for people; `null` when it can be used */
function patternFault(pattern: string): string | null {
  const problem = patternProblem(pattern);
  if (problem?.type === "too_complex") return "This pattern is too large: repeat less in it";
  return problem && `This is no pattern that RE2 knows (it has no lookaround and no backreferences): ${problem.reason}`;
}
