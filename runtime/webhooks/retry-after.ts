/** When somebody who has too much to do wants to be asked again. */

/** @returns in milliseconds; `null` where nobody says it, or not so that one could read it */
export function retryAfter(status: number, header: string | string[] | undefined, now = Date.now()): number | null {
  if ((status !== 429 && status !== 503) || typeof header !== "string") return null;
  const text = header.trim();
  if (/^\d{1,10}$/.test(text)) return Number(text) * 1000;
  // Less than a whole date in GMT is read in many ways.
  const at = /^[A-Z][a-z]+, .* GMT$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(at - now, 0);
}
