/** About how much memory an update takes, in bytes. It is asked for many, so it is quick rather than exact. */

/** Of a value that is no text: a number, with its name. */
const valueBytes = 16;
/** Of a letter: of most scripts. */
const letterBytes = 2;
/** Of an object, or a list, without what is in it. */
const objectBytes = 64;

/** @param update any JSON, however deep */
export function sizeOf(update: unknown): number {
  const left = [update];
  let size = 0;
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value === "string") size += valueBytes + letterBytes * value.length;
    else if (typeof value !== "object" || value === null) size += valueBytes;
    else {
      size += objectBytes;
      for (const name in value) left.push((value as Record<string, unknown>)[name]);
    }
  }
  return size;
}
