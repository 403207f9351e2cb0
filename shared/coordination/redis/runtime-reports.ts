/** Runtime reports in one hash: a command a report, however many bots the runtime serves. */

import type { Redis } from "ioredis";
import type { RuntimeReports } from "../coordination.ts";
import { anywhere, keyPrefix } from "./servers.ts";

const reportsKey = `${keyPrefix}runtimes`;

export function redisRuntimeReports(clients: readonly Redis[]): RuntimeReports {
  return {
    put: async (runtime, report) =>
      void (await anywhere(clients, (client) => client.hset(reportsKey, runtime, JSON.stringify(report)))),
    remove: async (runtime) => void (await anywhere(clients, (client) => client.hdel(reportsKey, runtime))),
    async all() {
      const told = await anywhere(clients, (client) => client.hgetall(reportsKey));
      return new Map(Object.entries(told).map(([runtime, report]) => [runtime, JSON.parse(report)]));
    },
  };
}
