/** What the list of unhandled messages asks of the server. It is live while somebody looks. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { DeadLetter, TriedAgain } from "#shared/schemas/dead-letter.ts";
import { countQuery } from "../../api/bots.ts";
import { api, Ignored } from "../../api/client.ts";
import { pagedQuery, pageEvery } from "../../api/paged-query.ts";

const listKey = (botId: string) => ["bot", botId, "dead-letters"];

export const deadLettersQuery = (botId: string) =>
  pagedQuery({
    queryKey: listKey(botId),
    item: DeadLetter,
    path: `/bots/${encodeURIComponent(botId)}/dead-letters`,
    limit: 50,
    refetchInterval: pageEvery(4_000),
  });

const addressOf = (id: string) => `/dead-letters/${encodeURIComponent(id)}`;

export const useTryAgain = (botId: string) =>
  useChange(botId, (id: string) => api(Ignored, `${addressOf(id)}/try-again`, { method: "POST" }));

export const useTryAllAgain = (botId: string) =>
  useChange(botId, () =>
    api(TriedAgain, `/bots/${encodeURIComponent(botId)}/dead-letters/try-again`, { method: "POST" }),
  );

export const useDelete = (botId: string) =>
  useChange(botId, (id: string) => api(Ignored, addressOf(id), { method: "DELETE" }));

/** Spins until the list shows what came of it. */
function useChange<Given, Answer>(botId: string, mutationFn: (given: Given) => Promise<Answer>) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn,
    onSettled: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: listKey(botId) }),
        queryClient.invalidateQueries({ queryKey: countQuery(botId, "dead-letters").queryKey }),
      ]),
  });
}
