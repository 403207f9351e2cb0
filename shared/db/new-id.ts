/**
 * UUIDv7 keys that sort in the order they were made here, also within one millisecond and while the clock is set back:
 * lists that are sorted by key show what happened in the order it happened. Node's own are random within a millisecond.
 */
import { randomInt, randomUUID } from "node:crypto";

/** RFC 9562's 12 bits after the time, used as a counter. */
const counterEnd = 0x1000;

/** @param now ms since the epoch */
export function idMaker(now: () => number = Date.now): () => string {
  let ms = 0;
  let counter = 0;
  let prefix = "";

  const begin = (at: number, count: number) => {
    ms = at;
    counter = count;
    const time = ms.toString(16).padStart(12, "0");
    prefix = `${time.slice(0, 8)}-${time.slice(8)}-7`;
  };
  return () => {
    const at = now();
    if (at > ms) {
      // Starts in the lower half, so that there is room to count.
      begin(at, randomInt(counterEnd / 2));
    } else if (++counter === counterEnd) {
      begin(ms + 1, 0);
    }
    // Node draws the randomness of many of these at once. Its end is the same in every version of UUIDs.
    const tail = randomUUID().slice(19);
    const count = counter.toString(16).padStart(3, "0");
    return `${prefix}${count}-${tail}`;
  };
}

/** One for the process: ids of two makers would not be in order. */
export const newId = idMaker();
