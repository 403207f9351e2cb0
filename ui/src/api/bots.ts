/** Bots, as several features ask for them. Their state is live: it is asked for again while somebody looks. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { z } from "zod";
import { Bot, type TestPrompt, TestPromptAnswer, type UpdateBot } from "#shared/schemas/bot.ts";
import { api } from "./client.ts";
import { pagedQuery } from "./paged-query.ts";

const refetchInterval = 3_000;

export const botsQuery = pagedQuery({
  queryKey: ["bots"],
  item: Bot,
  path: "/bots",
  limit: 100,
  refetchInterval,
});

export const botQuery = (id: string) =>
  queryOptions({
    queryKey: ["bot", id],
    queryFn: ({ signal }) => api(Bot, `/bots/${encodeURIComponent(id)}`, { signal }),
    refetchInterval,
  });

const mostCounted = 100;
const Counted = z.object({ items: z.array(z.unknown()), nextCursor: z.string().nullable() });

/** How many the bot has: "12", or "100+" where counting on would take more pages. */
export const countQuery = (botId: string, what: "commands" | "conversations" | "dead-letters") =>
  queryOptions({
    queryKey: ["bot", botId, "count", what],
    queryFn: async ({ signal }) => {
      const page = await api(Counted, `/bots/${encodeURIComponent(botId)}/${what}?limit=${mostCounted}`, { signal });
      return page.nextCursor === null ? String(page.items.length) : `${mostCounted}+`;
    },
    refetchInterval: 10_000,
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

/** Asks the model what the bot would answer, without touching Telegram or a conversation. */
export const useTestPrompt = (botId: string) =>
  useMutation({
    mutationFn: (prompt: TestPrompt) =>
      api(TestPromptAnswer, `/bots/${encodeURIComponent(botId)}/test-prompt`, { json: prompt }),
  });
