/** Reads and changes the tenant that asks. */
import { openaiKeyPurpose } from "#shared/ai/keys.ts";
import { Bot } from "#shared/db/entities/bot.ts";
import { Tenant } from "#shared/db/entities/tenant.ts";
import { NotFound } from "#shared/errors.ts";
import type { UpdateTenant } from "#shared/schemas/tenant.ts";
import type { Vault } from "#shared/secrets/vault.ts";
import { type ChangeDeps, changeBots } from "../change-bots.ts";
import type { Scope } from "../http/route.ts";
import { requireFeature } from "./features.ts";

export interface TenantDeps extends ChangeDeps {
  vault: Vault;
}

/** @returns the tenant with its sealed key, so that it can be told whether there is one */
export async function getTenant({ em, tenantId }: Scope): Promise<Tenant> {
  const tenant = await em.findOne(Tenant, tenantId, { populate: ["openaiApiKeySealed"], refresh: true });
  if (!tenant) throw new NotFound("This workspace");
  return tenant;
}

/** @throws {LimitReached} when the plan allows no key of one's own; taking one away is always allowed */
export async function updateTenant(
  scope: Scope,
  { openaiApiKey, ...changes }: UpdateTenant,
  { vault, ...deps }: TenantDeps,
): Promise<Tenant> {
  const { em, tenantId } = scope;
  const sealed = openaiApiKey && (await vault.seal(openaiApiKey, openaiKeyPurpose(tenantId)));
  await changeBots({ em }, deps, async (em) => {
    const tenant = await getTenant({ em, tenantId });
    if (sealed) await requireFeature({ em, tenantId }, "own_openai_key");
    em.assign(tenant, { ...changes, ...(sealed !== undefined && { openaiApiKeySealed: sealed }) });
    await em.flush();
    // Runtimes remember a bot together with its tenant.
    const bots = await em.find(Bot, {}, { fields: ["id"] });
    return { botIds: bots.map(({ id }) => id), result: undefined };
  });
  return getTenant(scope);
}
