/** The tenant as its own people see it. The OpenAI key itself never leaves the server. */
import { z } from "zod";
import { Plan } from "./plan.ts";

export const Tenant = z.object({
  id: z.uuid(),
  name: z.string(),
  slug: z.string(),
  /** The plan in force now: an expired one counts as free. */
  plan: Plan,
  planExpiresAt: z.iso.datetime().nullable(),
  /** Limits in force: the plan's unless an operator set others; `null` is unlimited. */
  maxBots: z.number().int().nullable(),
  maxMessagesPerMonth: z.number().int().nullable(),
  /** Inbound messages since the first of this month, UTC. */
  messagesUsed: z.number().int(),
  hasOpenaiApiKey: z.boolean(),
  usePlatformKey: z.boolean(),
  /** Whether the operator has set a key that tenants may use. */
  platformKeyAvailable: z.boolean(),
  createdAt: z.iso.datetime(),
});
export type Tenant = z.infer<typeof Tenant>;

export const UpdateTenant = z.strictObject({
  name: z.string().trim().min(1).max(64).optional(),
  /** `null` removes the key. */
  openaiApiKey: z
    .string()
    .trim()
    .min(8)
    .max(512)
    .regex(/^[\x21-\x7e]+$/, "An API key has no spaces or line breaks")
    .nullable()
    .optional(),
  usePlatformKey: z.boolean().optional(),
});
export type UpdateTenant = z.infer<typeof UpdateTenant>;
