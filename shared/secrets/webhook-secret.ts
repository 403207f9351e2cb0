/** A tenant's webhook secret as it lies in the database. */
import { randomBytes } from "node:crypto";
import { newId } from "#shared/db/new-id.ts";
import type { Vault } from "./vault.ts";

/** What it begins with; 192 random bits in base64 follow, after Standard Webhooks (standardwebhooks.com). */
export const webhookSecretPrefix = "whsec_";

export const newWebhookSecret = (): string => webhookSecretPrefix + randomBytes(24).toString("base64");

const purposeOf = (id: string) => `webhook-secret:${id}`;

/** @returns a new one: in the clear, for whoever may see it this once, and as it is kept */
export async function makeSecret(vault: Vault) {
  const id = newId();
  const secret = newWebhookSecret();
  return { id, secret, sealed: await vault.seal(secret, purposeOf(id)), last4: secret.slice(-4) };
}

export const openSecret = (vault: Vault, { id, sealed }: { id: string; sealed: string }): Promise<string> =>
  vault.open(sealed, purposeOf(id));
