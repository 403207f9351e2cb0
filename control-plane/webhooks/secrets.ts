/** The secrets that sign a tenant's webhooks: at most two at a time, so that receivers can change over within a day. */
import { Tenant } from "#shared/db/entities/tenant.ts";
import { WebhookSecret } from "#shared/db/entities/webhook-secret.ts";
import { NotFound } from "#shared/errors.ts";
import type { Vault } from "#shared/secrets/vault.ts";
import { makeSecret } from "#shared/secrets/webhook-secret.ts";
import type { Scope } from "../http/route.ts";

/** How long the older one goes on signing beside the new one. */
const overlapMs = 24 * 3_600_000;

/** @returns those that sign now, the newest first */
export const listSecrets = ({ em }: Pick<Scope, "em">): Promise<WebhookSecret[]> =>
  em.find(
    WebhookSecret,
    { $or: [{ expiresAt: null }, { expiresAt: { $gt: new Date() } }] },
    { orderBy: { id: "desc" } },
  );

/** @returns the secret itself too, which nobody can see again */
export async function createSecret({ em, tenantId }: Scope, { vault }: { vault: Vault }) {
  const { id, secret, sealed, last4 } = await makeSecret(vault);
  const entity = await em.transactional(async (em) => {
    // Two that are made at once come one after the other.
    await em.execute("select pg_advisory_xact_lock(hashtextextended(?, 0))", [`webhook-secrets:${tenantId}`]);
    const [latest, ...older] = await listSecrets({ em });
    for (const secret of older) em.remove(secret);
    const ends = new Date(Date.now() + overlapMs);
    if (latest && (!latest.expiresAt || latest.expiresAt > ends)) latest.expiresAt = ends;
    const made = em.create(WebhookSecret, {
      id,
      tenant: em.getReference(Tenant, tenantId, { wrapped: true }),
      secretSealed: sealed,
      last4,
    });
    await em.flush();
    return made;
  });
  return { secret, entity };
}

/** It signs nothing from now on. @throws {NotFound} */
export async function deleteSecret({ em }: Scope, id: string): Promise<void> {
  if ((await em.nativeDelete(WebhookSecret, { id })) === 0) throw new NotFound("This secret");
}
