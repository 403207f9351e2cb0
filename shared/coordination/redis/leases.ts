/** Leases as expiring keys, held on a majority of the servers (redlock). */

import type { Redis } from "ioredis";
import Redlock, { ExecutionError, type Lock, ResourceLockedError } from "redlock";
import type { Lease, Leases } from "../coordination.ts";
import { keyPrefix } from "./servers.ts";

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
      // The servers know whether it has expired. Redlock would first ask our own clock, which somebody may have set.
      lock.expiration = Number.POSITIVE_INFINITY;
      try {
        locks.set(lease, await redlock.extend(lock, ttlMs));
        return true;
      } catch (error) {
        if (await isRefusal(error)) return false;
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
      const votes = new Map<string, number[]>();
      for (const { value } of heard) for (const [name, ms] of value) votes.set(name, [...(votes.get(name) ?? []), ms]);
      // Held for as long as a majority says so.
      return new Map(
        [...votes].flatMap(([name, ms]): [string, number][] =>
          ms.length < majority ? [] : [[name, ms.sort((a, b) => b - a)[majority - 1]!]],
        ),
      );
    },
  };
}

/**
 * The names in the set whose lease is there, each followed by how long it still is. Those that have ended are taken
 * out, in one go with the look: otherwise one that is taken again at that moment would never be seen.
 */
const heldScript = `
local held = {}
for _, name in ipairs(redis.call('smembers', KEYS[1])) do
  local left = redis.call('pttl', ARGV[1] .. name)
  if left <= 0 then
    redis.call('srem', KEYS[1], name)
  elseif string.sub(name, 1, string.len(ARGV[2])) == ARGV[2] then
    table.insert(held, name)
    table.insert(held, left)
  end
end
return held`;

/** @returns for how long each is held there, in milliseconds */
async function heldOn(client: Redis, prefix: string): Promise<Map<string, number>> {
  const answer = (await client.eval(heldScript, 1, namesKey, leaseKey(""), prefix)) as (string | number)[];
  return new Map(
    Array.from({ length: answer.length / 2 }, (_, n): [string, number] => [
      String(answer[2 * n]),
      Number(answer[2 * n + 1]),
    ]),
  );
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
