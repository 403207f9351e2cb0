/** One or two letters that stand for a name. */

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** @returns the first letter or digit of the first and the last word; "?" for a name without any */
export function initials(name: string): string {
  const words = name.split(/[^\p{L}\p{N}\p{M}]+/u).filter(Boolean);
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : words;
  const letters = chosen.map((word = "") => graphemes.segment(word)[Symbol.iterator]().next().value?.segment ?? "");
  return letters.join("").toLocaleUpperCase() || "?";
}

/** @returns a number from 0 to `count - 1` that is always the same for `seed` */
export function hueOf(seed: string, count: number): number {
  let sum = 0;
  for (const char of seed) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 65_521;
  return sum % count;
}
