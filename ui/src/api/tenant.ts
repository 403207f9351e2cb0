/** The workspace: its name, plan, usage and keys. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { Tenant, type UpdateTenant } from "#shared/schemas/tenant.ts";
import { api } from "./client.ts";

export const tenantQuery = queryOptions({
  queryKey: ["tenant"],
  queryFn: ({ signal }) => api(Tenant, "/tenant", { signal }),
  refetchInterval: 30_000,
});

export function useUpdateTenant() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (changes: UpdateTenant) => api(Tenant, "/tenant", { method: "PATCH", json: changes }),
    onSuccess: (tenant) => queryClient.setQueryData(tenantQuery.queryKey, tenant),
  });
}
