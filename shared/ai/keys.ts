/** Which OpenAI key answers for a tenant. Read afresh each time, so a change in the page counts at once. */
import type { Orm } from "#shared/db/open.ts";
import { batched } from "#shared/lifecycle/batched.ts";
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
  id: string;
  plan: PlanId;
  planExpiresAt: Date | null;
  sealed: string | null;
  usePlatformKey: boolean;
}

export function createAiKeys({ orm, vault, platformKey }: Deps): AiKeys {
  // In SQL: it is asked before every answer, and an entity takes ten times as long to be made.
  const settingsOf = batched(async (ids: readonly string[]) => {
    const rows: KeySettings[] = await orm.em.fork().execute(
      `select id, plan, plan_expires_at as "planExpiresAt", openai_api_key_sealed as sealed,
         use_platform_key as "usePlatformKey"
       from tenants where id in (?)`,
      [ids],
    );
    const found = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => found.get(id) ?? null);
  });
  return {
    async keyFor(tenantId) {
      const settings = await settingsOf(tenantId);
      if (!settings) return null;
      const ownAllowed = planInForce(settings, new Date()).features.includes("own_openai_key");
      if (settings.sealed && ownAllowed) return vault.open(settings.sealed, openaiKeyPurpose(tenantId));
      return settings.usePlatformKey ? (platformKey ?? null) : null;
    },
  };
}

/** The vault's purpose of a tenant's own key. */
export const openaiKeyPurpose = (tenantId: string) => `tenant:${tenantId}:openai`;
