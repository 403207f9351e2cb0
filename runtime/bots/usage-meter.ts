/**
 * How much of its month each tenant has used, as exactly as one runtime can know: what is committed, and what is being
 * handled here. Read anew now and then, since other runtimes count for the same tenant, and plans change.
 */
import { LRUCache } from "lru-cache";
import { planInForce } from "#shared/plans/plans.ts";
import type { TenantAccount } from "./tenant-accounts.ts";

export interface UsageMeter {
  /** @returns whether the update with this `seq` is still within the month's messages; asking again changes nothing */
  admit(tenantId: string, seq: number): Promise<boolean>;
  /** Whether the month's messages are used up. Asking takes up no place. */
  spent(tenantId: string): Promise<boolean>;
  /** The update is committed, or will be handled another time: its place is free. */
  release(tenantId: string, seq: number): void;
  /** What the database says after a commit. */
  counted(tenantId: string, messagesUsed: number): void;
}

interface Account {
  /** Messages a month; `null` is unlimited. */
  limit: number | null;
  used: number;
  /** `2026-11`: what `used` counts. */
  month: string;
  readonly admitted: Set<number>;
  readonly refused: Set<number>;
}

const monthOf = (date: Date) => date.toISOString().slice(0, 7);

interface Deps {
  /** @returns `null` when there is no such tenant (any more) */
  tenant(id: string): Promise<TenantAccount | null>;
  /** How long a plan that was read is believed, in milliseconds. */
  freshForMs?: number;
}

export function createUsageMeter({ tenant: read, freshForMs = 5_000 }: Deps): UsageMeter {
  const accounts = new Map<string, Account>();
  const fresh = new LRUCache<string, Promise<Account>>({ max: 10_000, ttl: freshForMs });

  const readAccount = async (tenantId: string): Promise<Account> => {
    const now = new Date();
    const tenant = await read(tenantId);
    const account = accounts.get(tenantId) ?? { limit: 0, used: 0, month: "", admitted: new Set(), refused: new Set() };
    const month = monthOf(now);
    const used = tenant?.usageMonth?.startsWith(month) ? tenant.messagesUsed : 0;
    // A commit may have told more since this was read.
    account.used = account.month === month ? Math.max(account.used, used) : used;
    account.month = month;
    account.limit = tenant ? (tenant.maxMessagesPerMonth ?? planInForce(tenant, now).maxMessagesPerMonth) : 0;
    accounts.set(tenantId, account);
    return account;
  };
  const accountOf = (tenantId: string): Promise<Account> => {
    let account = fresh.get(tenantId);
    if (!account) {
      account = readAccount(tenantId);
      fresh.set(tenantId, account);
      account.catch(() => fresh.delete(tenantId));
    }
    return account;
  };

  return {
    async admit(tenantId, seq) {
      const account = await accountOf(tenantId);
      if (account.limit === null || account.admitted.has(seq)) return true;
      if (account.used + account.admitted.size + account.refused.size >= account.limit) {
        account.refused.add(seq);
        return false;
      }
      account.admitted.add(seq);
      return true;
    },
    async spent(tenantId) {
      const { limit, used } = await accountOf(tenantId);
      return limit !== null && used >= limit;
    },
    release(tenantId, seq) {
      const account = accounts.get(tenantId);
      account?.admitted.delete(seq);
      account?.refused.delete(seq);
    },
    counted(tenantId, messagesUsed) {
      const account = accounts.get(tenantId);
      if (account)
        account.used = account.month === monthOf(new Date()) ? Math.max(account.used, messagesUsed) : messagesUsed;
    },
  };
}
