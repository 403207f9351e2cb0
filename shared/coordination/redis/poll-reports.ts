/** Poll reports in one hash: a runtime writes all that changed with one command, however many bots it has. */

import type { Redis } from "ioredis";
import type { PollReport, PollReports } from "../coordination.ts";
import { anywhere, keyPrefix } from "./servers.ts";

const reportsKey = `${keyPrefix}polls`;

export function redisPollReports(clients: readonly Redis[]): PollReports {
  return {
    async put(reports) {
      if (reports.size === 0) return;
      const fields = new Map([...reports].map(([botId, report]) => [botId, JSON.stringify(report)]));
      await anywhere(clients, (client) => client.hset(reportsKey, fields));
    },
    async remove(runtime, botIds) {
      const told = await this.get(botIds);
      const ours = botIds.filter((id) => told.get(id)?.runtime === runtime);
      if (ours.length > 0) await anywhere(clients, (client) => client.hdel(reportsKey, ...ours));
    },
    async get(botIds) {
      if (botIds.length === 0) return new Map();
      const values = await anywhere(clients, (client) => client.hmget(reportsKey, ...botIds));
      return new Map(
        botIds.flatMap((id, index): [string, PollReport][] => {
          const value = values[index];
          return value ? [[id, JSON.parse(value)]] : [];
        }),
      );
    },
    ids: () => anywhere(clients, (client) => client.hkeys(reportsKey)),
    async forget(botIds) {
      if (botIds.length > 0) await anywhere(clients, (client) => client.hdel(reportsKey, ...botIds));
    },
  };
}
