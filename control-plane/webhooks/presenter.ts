import type * as Entities from "#shared/db/entities/webhook-delivery.ts";
import type * as Secrets from "#shared/db/entities/webhook-secret.ts";
import type { WebhookDelivery, WebhookSecret } from "#shared/schemas/webhook-delivery.ts";

export const presentDelivery = (delivery: Entities.WebhookDelivery): WebhookDelivery => ({
  id: delivery.id,
  botId: delivery.botId,
  event: delivery.event,
  url: delivery.url,
  preview: isPreview(delivery.payload),
  state: delivery.state,
  payload: delivery.payload,
  attempts: delivery.attempts,
  nextAttemptAt: delivery.nextAttemptAt?.toISOString() ?? null,
  createdAt: delivery.createdAt.toISOString(),
});

/** What is told says so itself. */
const isPreview = (payload: unknown): boolean =>
  typeof payload === "object" && (payload as { preview?: unknown } | null)?.preview === true;

export const presentSecret = (secret: Secrets.WebhookSecret): WebhookSecret => ({
  id: secret.id,
  last4: secret.last4,
  createdAt: secret.createdAt.toISOString(),
  expiresAt: secret.expiresAt?.toISOString() ?? null,
});
