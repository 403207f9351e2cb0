import type * as Entities from "#shared/db/entities/tenant.ts";
import type { Tenant } from "#shared/schemas/tenant.ts";
import { limitsOf } from "./limits.ts";

interface Surroundings {
  now: Date;
  platformKeyAvailable: boolean;
}

export function presentTenant(tenant: Entities.Tenant, { now, platformKeyAvailable }: Surroundings): Tenant {
  const { id, name, slug, usePlatformKey } = tenant;
  return {
    id,
    name,
    slug,
    ...limitsOf(tenant, now),
    planExpiresAt: tenant.planExpiresAt?.toISOString() ?? null,
    hasOpenaiApiKey: Boolean(tenant.openaiApiKeySealed),
    usePlatformKey,
    platformKeyAvailable,
    createdAt: tenant.createdAt.toISOString(),
  };
}
