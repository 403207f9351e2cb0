/** What connecting a bot asks of the server. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { Bot } from "#shared/schemas/bot.ts";
import { Conversation } from "#shared/schemas/conversation.ts";
import { pageOf } from "#shared/schemas/page.ts";
import { botQuery, botsQuery } from "../../api/bots.ts";
import { api } from "../../api/client.ts";
import type { NewToken } from "../../components/token-form.tsx";

export function useConnectBot() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ token, replaceWebhook }: NewToken) =>
      api(Bot, replaceWebhook ? "/bots?replaceWebhook=true" : "/bots", { json: { token } }),
    onSuccess: (bot) => {
      queryClient.setQueryData(botQuery(bot.id).queryKey, bot);
      return queryClient.invalidateQueries({ queryKey: botsQuery.queryKey });
    },
  });
}

/** Makes a bot that answers in the test chat alone, until it is given a token. */
export function useCreateDraftBot() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => api(Bot, "/bots", { json: { name } }),
    onSuccess: (bot) => {
      queryClient.setQueryData(botQuery(bot.id).queryKey, bot);
      return queryClient.invalidateQueries({ queryKey: botsQuery.queryKey });
    },
  });
}

const Conversations = pageOf(Conversation);

/** The bot's latest conversation, asked for until there is one. */
export const firstConversationQuery = (botId: string) =>
  queryOptions({
    queryKey: ["first-conversation", botId],
    queryFn: async ({ signal }) => {
      const { items } = await api(Conversations, `/bots/${encodeURIComponent(botId)}/conversations?limit=1`, {
        signal,
      });
      return items[0] ?? null;
    },
    refetchInterval: ({ state }) => (state.data ? false : 1_500),
  });
