/** What was posted to a tenant's own addresses, and what they answered. */
import { z } from "zod";
import { PageQuery } from "./page.ts";

/** `pending`: to be tried, for the first time or again. `failed`: given up after 24 hours; it can be sent again. */
export const DeliveryState = z.enum(["pending", "delivered", "failed"]);
export type DeliveryState = z.infer<typeof DeliveryState>;

export const WebhookEvent = z.enum(["command", "form.submitted"]);
export type WebhookEvent = z.infer<typeof WebhookEvent>;

export const DeliveryAttempt = z.object({
  at: z.iso.datetime(),
  /** In milliseconds. */
  durationMs: z.number().int(),
  /** `null` when there was no answer. */
  status: z.number().int().nullable(),
  /** Its first 4 kB, as text. */
  answer: z.string().nullable(),
  /** Why there was none, or why it does not count. */
  error: z.string().nullable(),
});
export type DeliveryAttempt = z.infer<typeof DeliveryAttempt>;

export const WebhookDelivery = z.object({
  /** Also the `webhook-id` header: the same at every attempt. */
  id: z.uuid(),
  botId: z.uuid(),
  /** What it tells of. */
  event: WebhookEvent,
  url: z.string(),
  /** Whether it comes from the page's test chat. */
  preview: z.boolean(),
  state: DeliveryState,
  /** The body, as JSON. */
  payload: z.unknown(),
  /** The latest 20, oldest first. */
  attempts: z.array(DeliveryAttempt),
  /** `null` when there will be none. */
  nextAttemptAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
});
export type WebhookDelivery = z.infer<typeof WebhookDelivery>;

export const DeliveryQuery = PageQuery.extend({ state: DeliveryState.optional() });
export type DeliveryQuery = z.infer<typeof DeliveryQuery>;

/** A secret that webhooks are signed with (HMAC-SHA256, Standard Webhooks). Shown whole when it is made, and never again. */
export const WebhookSecret = z.object({
  id: z.uuid(),
  last4: z.string(),
  createdAt: z.iso.datetime(),
  /** Two are valid while receivers change over: the older one until then. `null`: it does not end. */
  expiresAt: z.iso.datetime().nullable(),
});
export type WebhookSecret = z.infer<typeof WebhookSecret>;

export const NewWebhookSecret = WebhookSecret.extend({
  /** `whsec_` and base64. */
  secret: z.string(),
});
export type NewWebhookSecret = z.infer<typeof NewWebhookSecret>;
