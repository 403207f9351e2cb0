/** Lists come in pages: `{ items, nextCursor }`, newest first unless a list says otherwise. */
import { z } from "zod";

export const PageQuery = z.object({
  /** `nextCursor` of the page before. */
  cursor: z.string().max(200).optional(),
  /** Items a page, 1 to 100. */
  limit: z.coerce.number().int().min(1).max(100).default(50),
});
export type PageQuery = z.infer<typeof PageQuery>;

/** @returns the schema of a page of `item`; `nextCursor` is `null` on the last one */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}
