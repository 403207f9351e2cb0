/** Leases as expiring keys, held on a majority of the servers (redlock). */
import type { Redis } from "ioredis";
import Redlock, { ExecutionError, type Lock, ResourceLockedError } from "redlock";
import type { Lease, Leases } from "../coordination.ts";
import { keyPrefix } from "./keys.ts";

const leaseKey = (resource: string) => `${keyPrefix}lease:${resource}`;
/** The names of all leases there have been lately: so that `held` need not search the keys. */
const namesKey = `${keyPrefix}leases`;

export function redisLeases(clients: readonly Redis[]): Leases {
  const redlock = new Redlock(clients, { retryCount: 0 });
  redlock.on("error", () => {}); // every error also reaches who asked
  const locks = new WeakMap<Lease, Lock>();
  const majority = Math.floor(clients.length / 2) + 1;

  return {
    async acquire(resource, holder, ttlMs) {
      try {
        const lock = await redlock.acquire([leaseKey(resource)], ttlMs);
        const lease = { resource, holder };
        locks.set(lease, lock);
        await Promise.allSettled(clients.map((client) => client.sadd(namesKey, resource)));
        return lease;
      } catch (error) {
        if (await isRefusal(error)) return null;
        throw error;
      }
    },
    async renew(lease, ttlMs) {
      const lock = locks.get(lease);
      if (!lock) return false;
      try {
        locks.set(lease, await redlock.extend(lock, ttlMs));
        return true;
      } catch (error) {
        // A lock that has expired in the meantime by our own clock is refused without asking.
        if (lock.expiration < Date.now() || (await isRefusal(error))) return false;
        throw error;
      }
    },
    async release(lease) {
      const lock = locks.get(lease);
      locks.delete(lease);
      if (lock) await redlock.release(lock).catch(() => {}); // expired, or expiring by itself
    },
    async held(prefix) {
      const answers = await Promise.allSettled(clients.map((client) => heldOn(client, prefix)));
      const heard = answers.filter((answer) => answer.status === "fulfilled");
      if (heard.length < majority) throw new Error("Too few Redis servers answer to know who holds a lease");
      const votes = new Map<string, number>();
      for (const { value } of heard) for (const name of value) votes.set(name, (votes.get(name) ?? 0) + 1);
      return [...votes].filter(([, count]) => count >= majority).map(([name]) => name);
    },
  };
}

async function heldOn(client: Redis, prefix: string): Promise<string[]> {
  const names = (await client.smembers(namesKey)).filter((name) => name.startsWith(prefix));
  if (names.length === 0) return [];
  const values = await client.mget(names.map(leaseKey));
  const gone = names.filter((_, index) => values[index] === null);
  if (gone.length > 0) await client.srem(namesKey, ...gone);
  return names.filter((_, index) => values[index] !== null);
}

/** Whether so many servers said no that no majority can be had; otherwise it is not known who holds the lease. */
async function isRefusal(error: unknown): Promise<boolean> {
  if (error instanceof ResourceLockedError) return true;
  if (!(error instanceof ExecutionError)) return false;
  const stats = await error.attempts.at(-1);
  if (!stats) return false;
  const refusals = [...stats.votesAgainst.values()].filter((reason) => reason instanceof ResourceLockedError);
  return refusals.length > stats.membershipSize - stats.quorumSize;
}
