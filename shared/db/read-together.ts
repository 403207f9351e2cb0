/**
 * Reads with one statement what many ask for at the same time. So they take one connection of a pool, where each by itself
 * would wait for one: a small pool is enough for all. What the database refuses fails alone.
 */
import { batched } from "../lifecycle/batched.ts";
import { isDatabaseAway } from "./database-away.ts";

/**
 * @param read answers in the order of its items
 * @param options.most how many are read with one statement
 */
export const readTogether = <Item, Answer>(
  read: (items: readonly Item[]) => Promise<readonly Answer[]>,
  { most = 256 } = {},
): ((item: Item) => Promise<Answer>) => batched(read, { most, isOfOne: (error) => !isDatabaseAway(error) });
