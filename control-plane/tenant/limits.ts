/** What a tenant may have now: its plan's limits, unless an operator set others. */
import type { Tenant } from "#shared/db/entities/tenant.ts";
import { planInForce } from "#shared/plans/plans.ts";
import type { Plan } from "#shared/schemas/plan.ts";

export interface Limits {
  plan: Plan;
  /** `null` is unlimited, here and below. */
  maxBots: number | null;
  maxMessagesPerMonth: number | null;
  /** Inbound messages since the first of this month, UTC. */
  messagesUsed: number;
}

type Counted = Pick<
  Tenant,
  "plan" | "planExpiresAt" | "maxBots" | "maxMessagesPerMonth" | "messagesUsed" | "usageMonth"
>;

export function limitsOf(tenant: Counted, now: Date): Limits {
  const plan = planInForce(tenant, now);
  const thisMonth = `${now.toISOString().slice(0, 7)}-01`;
  return {
    plan,
    maxBots: tenant.maxBots ?? plan.maxBots,
    maxMessagesPerMonth: tenant.maxMessagesPerMonth ?? plan.maxMessagesPerMonth,
    messagesUsed: tenant.usageMonth === thisMonth ? tenant.messagesUsed : 0,
  };
}

/** @returns the day before which a tenant's conversations no longer exist; `null` when they are kept for ever */
export function historyBegins({ plan }: Pick<Limits, "plan">, now: Date): Date | null {
  return plan.historyDays === null ? null : new Date(now.getTime() - plan.historyDays * 86_400_000);
}
