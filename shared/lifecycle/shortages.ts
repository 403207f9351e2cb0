/** Errors of a moment in which nothing new can be opened. Each is followed by better times. */
import { causesOf, codeOf } from "#shared/causes.ts";

const codes = new Set(["EMFILE", "ENFILE", "ENOBUFS"]);

/** @returns which it is; `null` when `error` tells of something else */
export function shortageIn(error: unknown): string | null {
  for (const cause of causesOf(error)) if (codes.has(codeOf(cause))) return codeOf(cause);
  return null;
}
