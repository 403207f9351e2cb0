/** A text question: length in characters as people count them, and a pattern the whole text must match. */
import { matchesPattern, maxMatchedLength } from "#shared/answer-pattern.ts";
import type { FieldOf } from "#shared/schemas/form.ts";
import { inLanguage } from "#shared/schemas/translations.ts";
import { isVisible } from "#shared/schemas/visible-text.ts";
import { hint, type Kind, value } from "./kind.ts";

export const text: Kind<FieldOf<"text">> = {
  isTyped: () => true,
  asks: () => null,

  check({ validation: { minLength = 1, maxLength = 4096, pattern, patternHint, patternHints } }, input, setting) {
    // A braille pattern without a dot shows nothing either, and people know.
    if (input.type !== "text" || !isVisible(input.text.replaceAll("\u2800", ""))) return hint("form-hint-text");
    const given = input.text.trim();
    const length = [...given].length;
    if (length < minLength) return hint("form-hint-text-short", { min: minLength, length });
    if (length > maxLength) return hint("form-hint-text-long", { max: maxLength, length });
    if (pattern === undefined) return value(given);
    if (given.length > maxMatchedLength) return hint("form-hint-text-long", { max: maxMatchedLength, length });
    if (matchesPattern(pattern, given)) return value(given);
    const expected = inLanguage(setting.language, patternHint ?? "", patternHints);
    return expected ? hint("form-hint-text-pattern", { expected }) : hint("form-hint-text-other");
  },

  show: (_, answer) => String(answer),
};
