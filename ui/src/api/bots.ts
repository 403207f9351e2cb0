/** Bots, as several features ask for them. Their state is live: it is asked for again while somebody looks. */
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { Bot, type UpdateBot } from "#shared/schemas/bot.ts";
import { pageOf } from "#shared/schemas/page.ts";
import { api } from "./client.ts";

const refetchInterval = 3_000;
const BotPage = pageOf(Bot);

export const botsQuery = infiniteQueryOptions({
  queryKey: ["bots"],
  queryFn: ({ signal, pageParam }) => {
    const query = new URLSearchParams({ limit: "100", ...(pageParam && { cursor: pageParam }) });
    return api(BotPage, `/bots?${query}`, { signal });
  },
  initialPageParam: "",
  getNextPageParam: (page) => page.nextCursor,
  select: ({ pages }) => pages.flatMap((page) => page.items),
  refetchInterval,
});

export const botQuery = (id: string) =>
  queryOptions({
    queryKey: ["bot", id],
    queryFn: ({ signal }) => api(Bot, `/bots/${encodeURIComponent(id)}`, { signal }),
    refetchInterval,
  });

export function useUpdateBot(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (changes: UpdateBot) => api(Bot, `/bots/${encodeURIComponent(id)}`, { method: "PATCH", json: changes }),
    onSuccess: (bot) => {
      queryClient.setQueryData(botQuery(id).queryKey, bot);
      return queryClient.invalidateQueries({ queryKey: botsQuery.queryKey });
    },
  });
}

/** Starts or stops polling for the bot. */
export function useSwitchBot(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (to: "start" | "stop") => api(Bot, `/bots/${encodeURIComponent(id)}/${to}`, { method: "POST" }),
    onSuccess: (bot) => {
      queryClient.setQueryData(botQuery(id).queryKey, bot);
      return queryClient.invalidateQueries({ queryKey: botsQuery.queryKey });
    },
  });
}
