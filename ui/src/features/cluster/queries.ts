/** What the operators' page asks of the server. All of it is live while somebody looks. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { BotState } from "#shared/schemas/bot.ts";
import { Cluster, ClusterBot } from "#shared/schemas/cluster.ts";
import { api, Ignored } from "../../api/client.ts";
import { pagedQuery, pageEvery } from "../../api/paged-query.ts";

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
  pagedQuery({
    queryKey: ["cluster", "bots", q, state, runtime],
    item: ClusterBot,
    path: "/cluster/bots",
    query: { ...(q && { q }), ...(state && { state }), ...(runtime && { runtime }) },
    limit: 20,
    refetchInterval: pageEvery(3_000),
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
