/**
 * Coordination through Redis: one server, or several that vote (redlock). Commands time out well before a lease does,
 * and nothing is queued for a server that is away: who asks hears at once that it is.
 */

import { Redis } from "ioredis";
import { RateLimiterMemory, RateLimiterRedis } from "rate-limiter-flexible";
import type { Log } from "#shared/log.ts";
import type { Coordination } from "../coordination.ts";
import { redisLeases } from "./leases.ts";
import { redisPollReports } from "./poll-reports.ts";
import { redisRuntimeReports } from "./runtime-reports.ts";
import { keyPrefix } from "./servers.ts";
import { redisWakeUps } from "./wake-ups.ts";

interface Options {
  /** One URL a server. */
  urls: readonly string[];
  log: Log;
  /** How long a command may take, in milliseconds; below the margin of a lease. */
  commandTimeoutMs?: number;
}

/** Returns once every server was tried for a moment; those that are away are tried again by themselves. */
export async function redisCoordination({ urls, log, commandTimeoutMs = 700 }: Options): Promise<Coordination> {
  const open = (url: string) => {
    const client = new Redis(url, {
      lazyConnect: true,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      commandTimeout: commandTimeoutMs,
      connectTimeout: 2_000,
      retryStrategy: (times) => Math.min(50 * 2 ** times, 1_000),
      // A server that hangs keeps its connection: it is made anew once it did not answer for a while.
      socketTimeout: 5_000,
    });
    let away = false;
    client.on("error", (error) => {
      if (!away) log.warn({ reason: error.message }, "Redis cannot be reached; trying again by itself");
      away = true;
    });
    client.on("ready", () => {
      if (away) log.info("Redis is back");
      away = false;
    });
    return client;
  };
  const clients = urls.map(open);
  const listeners = urls.map(open);
  await Promise.allSettled([...clients, ...listeners].map((client) => client.connect()));

  return {
    leases: redisLeases(clients),
    wakeUps: redisWakeUps(clients, listeners),
    polls: redisPollReports(clients),
    runtimes: redisRuntimeReports(clients),
    limiter: (options) =>
      new RateLimiterRedis({
        ...options,
        keyPrefix: `${keyPrefix}limit:${options.keyPrefix}`,
        storeClient: clients[0],
        // Each process counts for itself while Redis is away.
        insuranceLimiter: new RateLimiterMemory(options),
      }),
    async [Symbol.asyncDispose]() {
      for (const client of [...clients, ...listeners]) client.disconnect();
    },
  };
}
