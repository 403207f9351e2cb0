/** /tenant: the workspace of whoever asks. */
import type { Config } from "#shared/config.ts";
import { Tenant, UpdateTenant } from "#shared/schemas/tenant.ts";
import { type Route, tenantRoute } from "../http/route.ts";
import { presentTenant } from "./presenter.ts";
import { getTenant, type TenantDeps, updateTenant } from "./service.ts";

interface Deps extends TenantDeps {
  config: Pick<Config, "OPENAI_API_KEY">;
}

export function tenantRoutes({ config, ...deps }: Deps): Route[] {
  const surroundings = () => ({ now: new Date(), platformKeyAvailable: config.OPENAI_API_KEY !== undefined });
  return [
    tenantRoute({
      method: "get",
      path: "/tenant",
      summary: "Read the workspace: its plan, limits and usage",
      needs: "member",
      answer: Tenant,
      handle: async ({ scope }) => presentTenant(await getTenant(scope), surroundings()),
    }),
    tenantRoute({
      method: "patch",
      path: "/tenant",
      summary: "Change the workspace",
      needs: "admin",
      body: UpdateTenant,
      answer: Tenant,
      handle: async ({ scope, body }) => presentTenant(await updateTenant(scope, body, deps), surroundings()),
    }),
  ];
}
