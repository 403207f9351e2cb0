/**
 * When calls get more connections: when those in line wait for the other side. Where they wait for this program, or the
 * other side is quick, more connections would only cost more.
 */

/** What was seen in a short while in which all connections were busy and somebody waited. */
export interface Busy {
  /** Connections, all of them busy. */
  connections: number;
  /** Calls answered meanwhile. */
  answered: number;
  tookMs: number;
  /** Of this thread's time the part in which it was at work. */
  utilization: number;
  /** Connections that may be opened without a look at any of this. */
  atOnce: number;
}

/** How often it is looked at, in milliseconds. */
export const growEveryMs = 25;

const slowMs = 50;
const fullyAtWork = 0.9;
const growth = 0.25;

/** @returns how many connections may be opened beyond those that there are */
export function moreConnections({ connections, answered, tookMs, utilization, atOnce }: Busy): number {
  const step = Math.max(1, Math.ceil(connections * growth));
  // Room that was taken away, as there were no more file descriptors, comes back by itself.
  if (connections < atOnce) return Math.min(step, atOnce - connections);
  const eachTookMs = (connections * tookMs) / Math.max(answered, 1);
  return eachTookMs > slowMs && utilization < fullyAtWork ? step : 0;
}
