/**
 * How much of its month each tenant has used, as exactly as one runtime can know: what is committed, and what is being
 * handled here. Read anew now and then, since other runtimes count for the same tenant, and plans change.
 */
import { planInForce } from "#shared/plans/plans.ts";
import { recentlyUsed } from "#shared/recently-used.ts";
import type { Feature } from "#shared/schemas/plan.ts";
import type { TenantAccount } from "./tenant-accounts.ts";

export interface UsageMeter {
  /** What a tenant has of its month, to be asked at once. */
  of(tenantId: string): Promise<TenantUsage>;
  /** The update is committed, or will be handled another time: its place is free. */
  release(tenantId: string, seq: number): void;
  /** What the database says after a commit. */
  counted(tenantId: string, messagesUsed: number): void;
}

export interface TenantUsage {
  /** Of the plan in force. */
  readonly features: readonly Feature[];
  /** @returns whether the update with this `seq` is still within the month's messages; asking again changes nothing */
  admit(seq: number): boolean;
  /** Whether the month's messages are used up. Asking takes up no place. */
  readonly spent: boolean;
}

class Account implements TenantUsage {
  /** Messages a month; `null` is unlimited. */
  limit: number | null = 0;
  features: readonly Feature[] = [];
  used = 0;
  /** `2026-11`: what `used` counts. */
  month = "";
  readonly #admitted = new Set<number>();

  admit(seq: number): boolean {
    if (this.limit === null || this.#admitted.has(seq)) return true;
    if (this.used + this.#admitted.size >= this.limit) return false;
    this.#admitted.add(seq);
    return true;
  }

  get spent(): boolean {
    return this.limit !== null && this.used >= this.limit;
  }

  /** Whether nothing is being handled here that it has admitted. */
  get idle(): boolean {
    return this.#admitted.size === 0;
  }

  release(seq: number): void {
    this.#admitted.delete(seq);
  }
}

const monthOf = (date: Date) => date.toISOString().slice(0, 7);

interface Deps {
  /** @returns `null` when there is no such tenant (any more) */
  tenant(id: string): Promise<TenantAccount | null>;
  /** How long a plan that was read is believed, in milliseconds. */
  freshForMs?: number;
  /** Tenants of which it is remembered. */
  kept?: number;
}

export function createUsageMeter({ tenant: read, freshForMs = 5_000, kept = 10_000 }: Deps): UsageMeter {
  const accounts = new Map<string, Account>();
  const forget = (tenantId: string) => {
    if (accounts.get(tenantId)?.idle) accounts.delete(tenantId);
  };
  const fresh = recentlyUsed<Promise<Account>>({ max: kept, ttl: freshForMs, onMadeRoom: forget });

  const readAccount = async (tenantId: string): Promise<Account> => {
    const now = new Date();
    const tenant = await read(tenantId);
    const account = accounts.get(tenantId) ?? new Account();
    const month = monthOf(now);
    const used = tenant?.usageMonth?.startsWith(month) ? tenant.messagesUsed : 0;
    // A commit may have told more since this was read.
    account.used = account.month === month ? Math.max(account.used, used) : used;
    account.month = month;
    const plan = tenant && planInForce(tenant, now);
    account.limit = plan ? (tenant.maxMessagesPerMonth ?? plan.maxMessagesPerMonth) : 0;
    account.features = plan?.features ?? [];
    accounts.set(tenantId, account);
    return account;
  };

  return {
    of(tenantId) {
      let account = fresh.get(tenantId);
      if (!account) {
        account = readAccount(tenantId);
        fresh.set(tenantId, account);
        account.catch(() => fresh.delete(tenantId));
      }
      return account;
    },
    release(tenantId, seq) {
      accounts.get(tenantId)?.release(seq);
      if (!fresh.has(tenantId) && accounts.size > kept) forget(tenantId);
    },
    counted(tenantId, messagesUsed) {
      const account = accounts.get(tenantId);
      if (account)
        account.used = account.month === monthOf(new Date()) ? Math.max(account.used, messagesUsed) : messagesUsed;
    },
  };
}
