/**
 * What a bot says by itself, in the language of whom it speaks to. Something is always said: what a tenant has written
 * instead, else our sentence, else the English one, and at worst its id.
 */
import type { FluentBundle } from "@fluent/bundle";
import type { Pattern } from "@fluent/bundle/esm/ast.js";
import { type Language, languageOf, languages } from "../schemas/language.ts";
import type { SentenceOverrides } from "../schemas/sentence.ts";
import { builtIns, bundleOf, patternOf } from "./built-in.ts";
import { checkedOverride } from "./override.ts";

/** As the Fluent files name it; a test looks whether those that code says exist. */
export type SentenceId = string;

/** Numbers are written as the language does, and choose plural forms; what is no quantity is passed as text. */
export type Say = (id: SentenceId, args?: Record<string, string | number>) => string;

/** @param languageCode an IETF tag as Telegram gives it, such as `ru` or `pt-br` */
export function sentencesFor(languageCode: string | undefined, overrides?: SentenceOverrides): Say {
  const language = languageOf(languageCode);
  const own = overrides ? patternsOf(overrides, language) : nothing;
  return (id, args = {}) =>
    formatted(bundleOf(language), own.get(id), args) ??
    formatted(bundleOf(language), patternOf(id, language), args) ??
    formatted(bundleOf(languages[0]), patternOf(id, languages[0]), args) ??
    id;
}

/** @returns `null` when there is no pattern, or an argument of it is missing */
export function formatted(
  bundle: FluentBundle,
  pattern: Pattern | null | undefined,
  args: Record<string, string | number>,
): string | null {
  if (!pattern) return null;
  const errors: Error[] = [];
  const text = bundle.formatPattern(pattern, args, errors);
  return errors.length > 0 ? null : text;
}

type Patterns = ReadonlyMap<string, Pattern>;
const nothing: Patterns = new Map();
/** Parsed once for each bot's configuration. */
const parsed = new WeakMap<SentenceOverrides, Map<Language, Patterns>>();

function patternsOf(overrides: SentenceOverrides, language: Language): Patterns {
  const byLanguage = parsed.get(overrides) ?? new Map<Language, Patterns>();
  parsed.set(overrides, byLanguage);
  let patterns = byLanguage.get(language);
  if (!patterns) {
    patterns = new Map(
      Object.entries(overrides[language] ?? {}).flatMap(([id, text]) => patternIn(id, text, language)),
    );
    byLanguage.set(language, patterns);
  }
  return patterns;
}

/** What the API would refuse today is passed over: it may have been stored by another version. */
function patternIn(id: string, text: string, language: Language): [string, Pattern][] {
  const sentence = builtIns().get(id);
  const checked = sentence ? checkedOverride(sentence, text, language) : null;
  return checked && "pattern" in checked ? [[id, checked.pattern]] : [];
}
