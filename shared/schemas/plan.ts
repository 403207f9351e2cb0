/** What a tenant may have. `null` means without limit. */
import { z } from "zod";

export const PlanId = z.enum(["free", "starter", "pro", "enterprise"]);
export type PlanId = z.infer<typeof PlanId>;

export const Feature = z.enum(["commands", "forms", "webhooks", "own_openai_key", "analytics"]);
export type Feature = z.infer<typeof Feature>;

export const Plan = z.object({
  id: PlanId,
  name: z.string(),
  /** US dollars a month; `null` where the price is agreed on. */
  priceUsd: z.number().nullable(),
  maxBots: z.number().int().nullable(),
  maxMessagesPerMonth: z.number().int().nullable(),
  /** Days for which conversations are kept. */
  historyDays: z.number().int().nullable(),
  features: z.array(Feature),
});
export type Plan = z.infer<typeof Plan>;
