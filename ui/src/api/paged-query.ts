/** A list that the server gives page by page, as one list of what has been asked for so far. Live while somebody looks. */
import { infiniteQueryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { pageOf } from "#shared/schemas/page.ts";
import { api } from "./client.ts";

interface List<Item extends z.ZodType> {
  queryKey: readonly unknown[];
  item: Item;
  path: string;
  /** What narrows it. */
  query?: URLSearchParams | Record<string, string>;
  /** Items a page. */
  limit: number;
  refetchInterval: number | ((query: Asked) => number);
}

interface Asked {
  state: { data?: { pages: readonly unknown[] } | undefined };
}

export const pagedQuery = <Item extends z.ZodType>({ item, path, query, limit, ...options }: List<Item>) =>
  infiniteQueryOptions({
    ...options,
    queryFn: ({ signal, pageParam }) => {
      const asked = new URLSearchParams(query);
      asked.set("limit", String(limit));
      if (pageParam) asked.set("cursor", pageParam);
      return api(pageOf(item), `${path}?${asked}`, { signal });
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
    select: ({ pages }) => pages.flatMap((page) => page.items),
  });

/** More pages are asked for less often: one request a page and round. */
export const pageEvery =
  (everyMs: number) =>
  ({ state }: Asked): number =>
    everyMs * Math.max(1, state.data?.pages.length ?? 1);
