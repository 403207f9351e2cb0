/** Where the next page of a list begins, as a text that means nothing to whoever passes it on. */
import { z } from "zod";
import { AppError } from "#shared/errors.ts";

const Parts = z.array(z.string().max(64));
const Id = z.union([z.uuid(), z.string().regex(/^\d{1,18}$/)]);

/** @param parts the keys that the list is sorted by, of the last item shown; an id comes last */
export const writeCursor = (parts: readonly string[]): string =>
  Buffer.from(JSON.stringify(parts)).toString("base64url");

/**
 * @param count how many parts it must have
 * @throws {AppError} `invalid` when it is none of ours
 */
export function readCursor(cursor: string, count: number): string[] {
  const parts = Parts.safeParse(decode(cursor)).data;
  if (parts?.length === count && Id.safeParse(parts.at(-1)).success) return parts;
  throw new AppError("invalid", "cursor: this is no nextCursor of a page before", {
    issues: [{ path: ["cursor"], message: "This is no nextCursor of a page before" }],
  });
}

function decode(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString());
  } catch {
    return null;
  }
}
