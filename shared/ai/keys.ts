/** Which OpenAI key answers for a tenant. Read afresh each time, so a change in the page counts at once. */
import { Tenant } from "#shared/db/entities/tenant.ts";
import type { Orm } from "#shared/db/open.ts";
import { planInForce } from "#shared/plans/plans.ts";
import type { Vault } from "#shared/secrets/vault.ts";

export interface AiKeys {
  /** @returns the tenant's own key if its plan allows one, else the platform's if it may use that, else `null` */
  keyFor(tenantId: string): Promise<string | null>;
}

interface Deps {
  orm: Orm;
  vault: Vault;
  /** The operator's key; undefined when none is set. */
  platformKey: string | undefined;
}

export function createAiKeys({ orm, vault, platformKey }: Deps): AiKeys {
  return {
    async keyFor(tenantId) {
      const tenant = await orm.em
        .fork()
        .findOne(Tenant, tenantId, { populate: ["openaiApiKeySealed"], filters: { tenant: false } });
      if (!tenant) return null;
      const ownAllowed = planInForce(tenant, new Date()).features.includes("own_openai_key");
      if (tenant.openaiApiKeySealed && ownAllowed)
        return vault.open(tenant.openaiApiKeySealed, openaiKeyPurpose(tenantId));
      return tenant.usePlatformKey ? (platformKey ?? null) : null;
    },
  };
}

/** The vault's purpose of a tenant's own key. */
export const openaiKeyPurpose = (tenantId: string) => `tenant:${tenantId}:openai`;
