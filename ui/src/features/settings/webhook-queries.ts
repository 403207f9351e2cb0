/** What the secrets of webhooks ask of the server. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { pageOf } from "#shared/schemas/page.ts";
import { NewWebhookSecret, WebhookSecret } from "#shared/schemas/webhook-delivery.ts";
import { api, Ignored } from "../../api/client.ts";

const Secrets = pageOf(WebhookSecret);

/** Those that sign now, the newest first. */
export const webhookSecretsQuery = queryOptions({
  queryKey: ["webhook-secrets"],
  queryFn: async ({ signal }) => (await api(Secrets, "/webhook-secrets", { signal })).items,
});

function useSecretMutation<In, Out>(mutationFn: (input: In) => Promise<Out>) {
  const queryClient = useQueryClient();
  return useMutation({ mutationFn, onSuccess: () => queryClient.invalidateQueries(webhookSecretsQuery) });
}

export const useCreateSecret = () =>
  useSecretMutation((_: undefined) => api(NewWebhookSecret, "/webhook-secrets", { method: "POST" }));

export const useDeleteSecret = () =>
  useSecretMutation((id: string) => api(Ignored, `/webhook-secrets/${encodeURIComponent(id)}`, { method: "DELETE" }));
