/** Names for answers, made from their questions: "Ваше имя?" is kept as `vashe_imya`. A name that is taken gets a number. */

const longest = 32;

// biome-ignore format: a table reads better in lines of its own
const latin: Record<string, string> = {
  а: "a", б: "b", в: "v", г: "g", д: "d", е: "e", ё: "e", ж: "zh", з: "z", и: "i", й: "y", к: "k", л: "l", м: "m",
  н: "n", о: "o", п: "p", р: "r", с: "s", т: "t", у: "u", ф: "f", х: "kh", ц: "ts", ч: "ch", ш: "sh", щ: "shch",
  ъ: "", ы: "y", ь: "", э: "e", ю: "yu", я: "ya",
};

/**
 * @param fallback for a question without a single letter that can be spelled in Latin
 * @param taken names that other questions have
 */
export function fieldName(label: string, fallback: string, taken: readonly string[]): string {
  const spelled = label
    .toLowerCase()
    .replace(/[а-яё]/g, (letter) => latin[letter] ?? "")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[_0-9]+|_+$/g, "");
  const base = cut(spelled, longest) || fallback;
  const others = new Set(taken.map((name) => name.toLowerCase()));
  for (let number = 1; ; number++) {
    const end = number === 1 ? "" : `_${number}`;
    const name = cut(base, longest - end.length) + end;
    if (!others.has(name.toLowerCase())) return name;
  }
}

/** Whole words, as far as they fit. */
function cut(name: string, length: number): string {
  if (name.length <= length) return name;
  const end = name.lastIndexOf("_", length);
  return name.slice(0, end > 0 ? end : length);
}
