/** The workspace: its name, plan, usage and keys. */
import { queryOptions, useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import type { Feature } from "#shared/schemas/plan.ts";
import { Tenant, type UpdateTenant } from "#shared/schemas/tenant.ts";
import { api } from "./client.ts";

export const tenantQuery = queryOptions({
  queryKey: ["tenant"],
  queryFn: ({ signal }) => api(Tenant, "/tenant", { signal }),
  refetchInterval: 30_000,
});

/** Whether the workspace's plan has it. */
export const useHasFeature = (feature: Feature): boolean =>
  useSuspenseQuery(tenantQuery).data.plan.features.includes(feature);

export function useUpdateTenant() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (changes: UpdateTenant) => api(Tenant, "/tenant", { method: "PATCH", json: changes }),
    onSuccess: (tenant) => queryClient.setQueryData(tenantQuery.queryKey, tenant),
  });
}
