/** What the API page asks of the server. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { ApiKey, type CreateApiKey, NewApiKey } from "#shared/schemas/api-key.ts";
import { pageOf } from "#shared/schemas/page.ts";
import { api, Ignored } from "../../api/client.ts";

const ApiKeyPage = pageOf(ApiKey);

export const apiKeysQuery = queryOptions({
  queryKey: ["api-keys"],
  queryFn: async ({ signal }) => (await api(ApiKeyPage, "/api-keys?limit=100", { signal })).items,
});

export function useCreateApiKey() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (key: CreateApiKey) => api(NewApiKey, "/api-keys", { json: key }),
    onSuccess: () => queryClient.invalidateQueries(apiKeysQuery),
    // The key stays on the page that shows it, and nowhere else.
    gcTime: 0,
  });
}

export function useDeleteApiKey() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api(Ignored, `/api-keys/${encodeURIComponent(id)}`, { method: "DELETE" }),
    onSuccess: () => queryClient.invalidateQueries(apiKeysQuery),
  });
}
