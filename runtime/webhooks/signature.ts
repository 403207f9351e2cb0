/**
 * Signs webhooks after Standard Webhooks (standardwebhooks.com): whoever knows one of the secrets can tell that a body is
 * ours, whole, and of this minute. While receivers change over to a new secret, both sign.
 */
import { createHmac } from "node:crypto";
import { webhookSecretPrefix } from "#shared/secrets/webhook-secret.ts";

export interface Signed {
  /** The same at every attempt, so that a receiver can tell a repetition. */
  id: string;
  /** When this attempt is made, in ms since the epoch. */
  at: number;
  body: string;
  /** As `newWebhookSecret` makes them; each gives a signature. */
  secrets: readonly string[];
}

/** @returns the headers of one attempt */
export function signatureHeaders({ id, at, body, secrets }: Signed): Record<string, string> {
  const timestamp = String(Math.floor(at / 1000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(webhookSecretPrefix.length), "base64");
    return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
  });
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures.join(" ") };
}
