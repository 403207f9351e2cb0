/** Which OpenAI key answers for a tenant. Read afresh each time, with those of others who ask at the same moment, so a change in the page counts at once. */
import type { Orm } from "#shared/db/open.ts";
import { readTogether } from "#shared/db/read-together.ts";
import { planInForce } from "#shared/plans/plans.ts";
import type { PlanId } from "#shared/schemas/plan.ts";
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

interface KeySettings {
  tenantId: string;
  plan: PlanId;
  /** In ms since the epoch. */
  expiresAt: number | null;
  sealed: string | null;
  usePlatformKey: boolean;
}

export function createAiKeys({ orm, vault, platformKey }: Deps): AiKeys {
  const settingsOf = readTogether(async (tenantIds: readonly string[]) => {
    // In SQL: made into an entity it was a sixth of what an answer of the model costs the runtime.
    const rows = await orm.em.fork().execute<KeySettings[]>(
      `select id as "tenantId", plan, (extract(epoch from plan_expires_at) * 1000)::float8 as "expiresAt",
         openai_api_key_sealed as sealed, use_platform_key as "usePlatformKey"
       from tenants where id in (?)`,
      [[...new Set(tenantIds)]],
    );
    const found = new Map(rows.map((row) => [row.tenantId, row]));
    return tenantIds.map((id) => found.get(id));
  });
  return {
    async keyFor(tenantId) {
      const settings = await settingsOf(tenantId);
      if (!settings) return null;
      const { plan, expiresAt, sealed, usePlatformKey } = settings;
      const subscription = { plan, planExpiresAt: expiresAt === null ? null : new Date(expiresAt) };
      const ownAllowed = planInForce(subscription, new Date()).features.includes("own_openai_key");
      if (sealed && ownAllowed) return vault.open(sealed, openaiKeyPurpose(tenantId));
      return usePlatformKey ? (platformKey ?? null) : null;
    },
  };
}

/** The vault's purpose of a tenant's own key. */
export const openaiKeyPurpose = (tenantId: string) => `tenant:${tenantId}:openai`;
