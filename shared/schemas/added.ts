/** What an answer has gained in this version. */
import type { z } from "zod";

/**
 * A field that the version before does not send: during an upgrade the page of this one asks servers of either.
 *
 * @param without what it means that it is missing
 */
export const added = <T extends z.ZodType>(schema: T, without: z.output<T>): z.ZodDefault<T> =>
  schema.default(without as z.core.util.NoUndefined<z.output<T>>);
