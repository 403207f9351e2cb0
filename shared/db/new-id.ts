/**
 * UUIDv7 keys that sort in the order they were made here, also within one millisecond and while the clock is set back:
 * lists that are sorted by key show what happened in the order it happened, also by several programs on one database. Node's own are random within a millisecond.
 */
import { randomFillSync, randomInt } from "node:crypto";
import { wallClock } from "#shared/lifecycle/wall-clock.ts";

/** RFC 9562's 12 bits after the time, used as a counter. */
const counterEnd = 0x1000;
/** How much of an id is random after its counter, but for the two bits of RFC 9562's variant. */
const tailBytes = 8;

/** @param now ms since the epoch */
export function idMaker(now: () => number = wallClock.now): () => string {
  let ms = 0;
  let counter = 0;
  let prefix = "";

  const random = Buffer.alloc(512 * tailBytes);
  let drawn = random.length;

  const begin = (at: number, count: number) => {
    ms = at;
    counter = count;
    const time = ms.toString(16).padStart(12, "0");
    prefix = `${time.slice(0, 8)}-${time.slice(8)}-7`;
  };
  const tail = () => {
    if (drawn === random.length) {
      // Many at once: that takes hardly longer than to draw one.
      randomFillSync(random);
      drawn = 0;
    }
    random[drawn] = 0x80 | (random[drawn]! & 0x3f);
    const hex = random.toString("hex", drawn, drawn + tailBytes);
    drawn += tailBytes;
    return `${hex.slice(0, 4)}-${hex.slice(4)}`;
  };
  return () => {
    const at = now();
    if (at > ms) {
      // Starts in the lower half, so that there is room to count.
      begin(at, randomInt(counterEnd / 2));
    } else if (++counter === counterEnd) {
      begin(ms + 1, 0);
    }
    const count = counter.toString(16).padStart(3, "0");
    return `${prefix}${count}-${tail()}`;
  };
}

/** One for the process: ids of two makers would not be in order. */
export const newId = idMaker();
