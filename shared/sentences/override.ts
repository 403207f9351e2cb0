/** What a tenant lets a bot say instead of a built-in sentence: checked alike when it is saved and when it is said. */
import type { ComplexPattern } from "@fluent/bundle/esm/ast.js";
import type { Language } from "../schemas/language.ts";
import { isVisible } from "../schemas/visible-text.ts";
import { type BuiltIn, bundleOf } from "./built-in.ts";
import { nameArguments, parseSentence } from "./pattern.ts";

/** In characters. Telegram cuts longer buttons, and refuses longer notices and messages. */
export function longest(id: string): number {
  if (id.startsWith("button-")) return 64;
  return id.startsWith("notice-") ? 200 : 4096;
}

/** @returns what an override of the sentence may name, its own arguments first */
export const argumentsFor = ({ args }: BuiltIn): string[] => [...new Set([...args, ...nameArguments])];

export function checkedOverride(
  sentence: BuiltIn,
  text: string,
  language: Language,
): { pattern: ComplexPattern } | { refusal: string } {
  const limit = longest(sentence.id);
  if (text.length > limit) return { refusal: `This may be ${limit} characters long at most` };
  const parsed = parseSentence(text);
  if ("refusal" in parsed) return parsed;
  const allowed = argumentsFor(sentence);
  const unknown = [...parsed.args].find((name) => !allowed.includes(name));
  if (unknown !== undefined)
    return { refusal: `{ $${unknown} } is not known here: use ${allowed.map((name) => `{ $${name} }`).join(", ")}` };
  const errors: Error[] = [];
  const sample = bundleOf(language).formatPattern(
    parsed.pattern,
    Object.fromEntries(allowed.map((name) => [name, 1])),
    errors,
  );
  if (errors.length > 0) return { refusal: "This text has too many placeholders" };
  return isVisible(sample) ? { pattern: parsed.pattern } : { refusal: "Write what the bot says" };
}
