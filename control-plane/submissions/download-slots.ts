/** How many downloads may run at once: each holds one of the few connections that all requests of a process share. */
import { RateLimited } from "../http/rate-limits.ts";

export interface DownloadSlots {
  /**
   * @returns gives the slot back; calling it again does nothing
   * @throws {RateLimited} when there is none
   */
  take(tenantId: string): () => void;
}

interface Options {
  inAll: number;
  perTenant: number;
}

const retryAfterMs = 10_000;

export function createDownloadSlots({ inAll, perTenant }: Options): DownloadSlots {
  const taken = new Map<string, number>();
  let total = 0;
  const count = (tenantId: string, by: 1 | -1) => {
    total += by;
    const left = (taken.get(tenantId) ?? 0) + by;
    if (left > 0) taken.set(tenantId, left);
    else taken.delete(tenantId);
  };
  return {
    take(tenantId) {
      if (total >= inAll || (taken.get(tenantId) ?? 0) >= perTenant)
        throw new RateLimited("downloads at once", retryAfterMs);
      count(tenantId, 1);
      let held = true;
      return () => {
        if (held) count(tenantId, -1);
        held = false;
      };
    },
  };
}
