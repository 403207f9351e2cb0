/** The part of a file that a client asks for with a Range header. */
import type { Part } from "#shared/files/file-store.ts";

/** @returns `null` for the whole: also for several parts, and for what makes no sense, as the standard allows */
export function partOf(range: string | undefined, size: number): Part | null {
  const [, from = "", to = ""] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range ?? "") ?? [];
  if (from === "" && to === "") return null;
  const first = from === "" ? Math.max(size - Number(to), 0) : Number(from);
  const last = from === "" || to === "" ? size - 1 : Math.min(Number(to), size - 1);
  return first <= last ? { first, last } : null;
}
