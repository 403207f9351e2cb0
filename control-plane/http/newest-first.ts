/** A page of a list that is sorted by its ids alone, the newest first. What is added meanwhile moves nothing. */
import type { Page, PageQuery } from "#shared/schemas/page.ts";
import { readCursor, writeCursor } from "./cursor.ts";

/** Narrows a search to what comes after the page before. */
type Older = { id?: { $lt: string } };

/**
 * @param find looks for what is `older`, in the order and number that it is told
 * @throws {AppError} `invalid` when the cursor is none of ours
 */
export async function newestFirst<Item extends { id: string }>(
  { cursor, limit }: Pick<PageQuery, "cursor" | "limit">,
  find: (older: Older, options: { orderBy: { id: "desc" }; limit: number }) => Promise<Item[]>,
): Promise<Page<Item>> {
  const older = cursor === undefined ? {} : { id: { $lt: readCursor(cursor, 1)[0]! } };
  // One more tells whether there is another page.
  const found = await find(older, { orderBy: { id: "desc" }, limit: limit + 1 });
  const items = found.slice(0, limit);
  return { items, nextCursor: found.length > limit ? writeCursor([items.at(-1)!.id]) : null };
}
