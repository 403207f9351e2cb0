/** A tenant's webhook secret as it lies in the database. */
import { newId } from "#shared/db/new-id.ts";
import type { Vault } from "#shared/secrets/vault.ts";
import { newSecret } from "./signature.ts";

const purposeOf = (id: string) => `webhook-secret:${id}`;

/** @returns a new one: in the clear, for whoever may see it this once, and as it is kept */
export async function makeSecret(vault: Vault) {
  const id = newId();
  const secret = newSecret();
  return { id, secret, sealed: await vault.seal(secret, purposeOf(id)), last4: secret.slice(-4) };
}

export const openSecret = (vault: Vault, { id, sealed }: { id: string; sealed: string }): Promise<string> =>
  vault.open(sealed, purposeOf(id));
