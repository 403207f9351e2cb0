/** Bots, as several features ask for them. Their state is live: it is asked for again while somebody looks. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
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
