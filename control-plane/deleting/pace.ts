/** How fast it is removed: in batches that take about as long each, and with as much time between them for everybody else. */

/** What a batch should take, in milliseconds. */
const aimMs = 100;
const fewest = 50;

/** @returns how many rows to delete next, after `rows` took `tookMs` */
export function nextBatch(rows: number, tookMs: number, most: number): number {
  const fitting = Math.round((rows * aimMs) / Math.max(tookMs, 1));
  // Not at once: a checkpoint slows one down, and an empty step is quick.
  return Math.min(most, Math.max(fewest, Math.min(rows * 2, Math.max(Math.round(rows / 2), fitting))));
}
