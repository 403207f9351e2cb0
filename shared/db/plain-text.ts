/** Text as PostgreSQL can hold it: without NUL characters and without halves of surrogate pairs. */
export const plainText = (text: string): string => text.replaceAll("\0", "").toWellFormed();

const unstorable = /\\u(0000|d[89a-f])/i;

/** @returns JSON of `value` in which every string, keys included, is such text */
export function plainJson(value: object): string {
  const json = JSON.stringify(value);
  // Nearly no text has an escape like that, and to look for the first half of one is quick.
  return json.includes("\\u") && unstorable.test(json) ? JSON.stringify(plain(value)) : json;
}

function plain(value: unknown): unknown {
  if (typeof value === "string") return plainText(value);
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [plainText(key), plain(entry)]));
}
