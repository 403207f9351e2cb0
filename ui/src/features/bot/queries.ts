/** What a bot's page asks beyond the bot itself. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Bot } from "#shared/schemas/bot.ts";
import { botQuery, botsQuery } from "../../api/bots.ts";
import { api, Ignored } from "../../api/client.ts";
import type { NewToken } from "../../components/token-form.tsx";

/**
 * Makes a bot without a token the one in Telegram that a token belongs to.
 *
 * @param onConnected called even though what asked for the token goes as soon as there is one
 */
export function useFirstToken(botId: string, onConnected: () => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ token, replaceWebhook }: NewToken) => {
      const query = replaceWebhook ? "?replaceWebhook=true" : "";
      return api(Bot, `/bots/${encodeURIComponent(botId)}${query}`, { method: "PATCH", json: { token } });
    },
    onSuccess: (bot) => {
      onConnected();
      queryClient.setQueryData(botQuery(botId).queryKey, bot);
      return queryClient.invalidateQueries({ queryKey: botsQuery.queryKey });
    },
  });
}

export function useDeleteBot(botId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => api(Ignored, `/bots/${encodeURIComponent(botId)}`, { method: "DELETE" }),
    // Not waited for: the page must have left the bot before it is missed there.
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: botsQuery.queryKey });
    },
  });
}
