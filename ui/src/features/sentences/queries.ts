/** What the editor of a bot's own sentences asks of the server. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { pageOf } from "#shared/schemas/page.ts";
import { Sentence, type UpdateSentences } from "#shared/schemas/sentence.ts";
import { api } from "../../api/client.ts";

const Sentences = pageOf(Sentence);
const address = (botId: string) => `/bots/${encodeURIComponent(botId)}/sentences`;

export const sentencesQuery = (botId: string) =>
  queryOptions({
    queryKey: ["bot", botId, "sentences"],
    queryFn: async ({ signal }) => (await api(Sentences, address(botId), { signal })).items,
  });

export function useUpdateSentences(botId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (changes: UpdateSentences) =>
      (await api(Sentences, address(botId), { method: "PATCH", json: changes })).items,
    onSuccess: (sentences) => queryClient.setQueryData(sentencesQuery(botId).queryKey, sentences),
  });
}
