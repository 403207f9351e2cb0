/** What the month's limit of a tenant depends on. Those asked for at the same time are read together. */
import type { Pool } from "pg";
import { batched } from "#shared/lifecycle/batched.ts";
import type { PlanId } from "#shared/schemas/plan.ts";

export interface TenantAccount {
  plan: PlanId;
  planExpiresAt: Date | null;
  /** Overrides the plan's. */
  maxMessagesPerMonth: number | null;
  messagesUsed: number;
  /** First day of the month that `messagesUsed` counts, as `2026-11-01`. */
  usageMonth: string | null;
}

export const createTenantAccounts = (pool: Pool) =>
  batched(async (ids: readonly string[]): Promise<(TenantAccount | null)[]> => {
    const { rows } = await pool.query<TenantAccount & { id: string }>({
      name: "tenant accounts",
      text: `select id, plan, plan_expires_at as "planExpiresAt", max_messages_per_month as "maxMessagesPerMonth",
               messages_used as "messagesUsed", usage_month::text as "usageMonth"
             from tenants where id = any($1)`,
      values: [ids],
    });
    const found = new Map(rows.map(({ id, ...account }) => [id, account]));
    return ids.map((id) => found.get(id) ?? null);
  });
