/** What the operators' page asks of the server. All of it is live while somebody looks. */
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { BotState } from "#shared/schemas/bot.ts";
import { Cluster, ClusterBot } from "#shared/schemas/cluster.ts";
import { pageOf } from "#shared/schemas/page.ts";
import { api, Ignored } from "../../api/client.ts";

const ClusterBots = pageOf(ClusterBot);

export const clusterQuery = queryOptions({
  queryKey: ["cluster"],
  queryFn: ({ signal }) => api(Cluster, "/cluster", { signal }),
  // A map of many thousand shards is work for both sides.
  refetchInterval: ({ state }) => ((state.data?.shards.total ?? 0) > 8_192 ? 5_000 : 1_500),
});

export interface BotFilters {
  /** A part of a name; empty for all. */
  q: string;
  /** `null`: any. */
  state: BotState | null;
  /** The id of a runtime; `null`: any. */
  runtime: string | null;
}

export const clusterBotsQuery = ({ q, state, runtime }: BotFilters) =>
  infiniteQueryOptions({
    queryKey: ["cluster", "bots", q, state, runtime],
    queryFn: ({ signal, pageParam }) => {
      const query = new URLSearchParams({
        limit: "20",
        ...(q && { q }),
        ...(state && { state }),
        ...(runtime && { runtime }),
        ...(pageParam && { cursor: pageParam }),
      });
      return api(ClusterBots, `/cluster/bots?${query}`, { signal });
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
    select: ({ pages }) => pages.flatMap((page) => page.items),
    // More pages are asked for less often: one request a page and round.
    refetchInterval: ({ state }) => 3_000 * Math.max(1, state.data?.pages.length ?? 1),
  });

/** Has a runtime hand over its bots, or lets it have some again. */
export function useDrain(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (how: "drain" | "undrain") =>
      api(Ignored, `/cluster/runtimes/${encodeURIComponent(id)}/${how}`, { method: "POST" }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: clusterQuery.queryKey, exact: true }),
  });
}
