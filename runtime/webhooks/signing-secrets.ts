/** The secrets with which a tenant's webhooks are signed now: there always is one, so that nothing leaves unsigned. */
import type { Pool } from "pg";
import type { Vault } from "#shared/secrets/vault.ts";
import { makeSecret, openSecret } from "#shared/secrets/webhook-secret.ts";

/** @returns one, or two while the older is being replaced; the newest first */
export type SigningSecrets = (tenantId: string) => Promise<string[]>;

export function createSigningSecrets({ pool, vault }: { pool: Pool; vault: Vault }): SigningSecrets {
  return async (tenantId) => {
    const { rows } = await pool.query<{ id: string; sealed: string }>({
      name: "signing secrets",
      text: `select id, secret_sealed as sealed from webhook_secrets
             where tenant_id = $1 and (expires_at is null or expires_at > now()) order by id desc limit 2`,
      values: [tenantId],
    });
    if (rows.length > 0) return Promise.all(rows.map((row) => openSecret(vault, row)));
    const { id, secret, sealed, last4 } = await makeSecret(vault);
    await pool.query("insert into webhook_secrets (id, tenant_id, secret_sealed, last4) values ($1, $2, $3, $4)", [
      id,
      tenantId,
      sealed,
      last4,
    ]);
    return [secret];
  };
}
