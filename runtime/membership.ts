/** The runtime's own lease: while it is held, the assigner counts this runtime in. */
import type { Coordination, Lease } from "#shared/coordination/coordination.ts";
import { sleep } from "#shared/lifecycle/sleep.ts";
import type { Log } from "#shared/log.ts";

interface Deps {
  coordination: Coordination;
  runtimeId: string;
  ttlMs: number;
  log: Log;
}

/** Renewals in one life of the lease. */
const renewals = 5;

/** Holds the lease until `signal` aborts, then gives it up, so that others can take over at once. */
export async function holdMembership(
  { coordination: { leases, wakeUps }, runtimeId, ttlMs, log }: Deps,
  signal: AbortSignal,
): Promise<void> {
  let lease: Lease | null = null;
  while (!signal.aborted) {
    try {
      if (lease && !(await leases.renew(lease, ttlMs))) lease = null;
      if (!lease) {
        lease = await leases.acquire(`runtime:${runtimeId}`, runtimeId, ttlMs);
        if (lease) wakeUps.publish("assign", runtimeId);
      }
    } catch (error) {
      log.warn({ error }, "The runtime's lease could not be renewed");
    }
    await sleep(ttlMs / renewals, signal);
  }
  if (lease) await leases.release(lease).catch(() => {});
  wakeUps.publish("assign", runtimeId);
}
