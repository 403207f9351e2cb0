/** The one table of plans: what each allows. The API serves it, control plane and runtime obey it. */
import type { Feature, Plan, PlanId } from "#shared/schemas/plan.ts";

export const plans: Record<PlanId, Plan> = {
  free: {
    id: "free",
    name: "Free",
    priceUsd: 0,
    maxBots: 1,
    maxMessagesPerMonth: 1_000,
    historyDays: 7,
    features: ["commands"],
  },
  starter: {
    id: "starter",
    name: "Starter",
    priceUsd: 19,
    maxBots: 3,
    maxMessagesPerMonth: 10_000,
    historyDays: 30,
    features: ["commands", "forms", "webhooks"],
  },
  pro: {
    id: "pro",
    name: "Pro",
    priceUsd: 49,
    maxBots: 10,
    maxMessagesPerMonth: 50_000,
    historyDays: 365,
    features: ["commands", "forms", "webhooks", "own_openai_key", "analytics"],
  },
  enterprise: {
    id: "enterprise",
    name: "Enterprise",
    priceUsd: null,
    maxBots: null,
    maxMessagesPerMonth: null,
    historyDays: null,
    features: ["commands", "forms", "webhooks", "own_openai_key", "analytics"],
  },
};

interface Subscription {
  plan: PlanId;
  planExpiresAt?: Date | null;
}

/** @returns the plan in force at `now`: one that has expired falls back to free */
export const planInForce = ({ plan, planExpiresAt }: Subscription, now: Date): Plan =>
  planExpiresAt && planExpiresAt <= now ? plans.free : plans[plan];

/** @returns the name of the cheapest plan with `feature`, to tell people what would have it */
export const cheapestWith = (feature: Feature): string =>
  Object.values(plans).find((plan) => plan.features.includes(feature))!.name;
