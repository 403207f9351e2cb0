/** A pool of connections to the database, which no lost connection brings down. */
import { Pool } from "pg";
import type { Log } from "#shared/log.ts";

interface Options {
  databaseUrl: string;
  runtimeId: string;
  /** Connections at the same time. */
  max: number;
  log: Log;
}

export function openPool({ databaseUrl, runtimeId, max, log }: Options): Pool {
  const pool = new Pool({
    connectionString: databaseUrl,
    // The assigner knows by it that this process is there.
    application_name: `botfactory ${runtimeId}`,
    max,
    connectionTimeoutMillis: 5_000,
    query_timeout: 30_000,
  });
  // Also while it is being closed: the pool itself no longer listens then, and unheard it would end the process.
  pool.on("connect", (client) => client.on("error", () => {}));
  pool.on("error", (error) => log.warn({ error }, "A database connection was lost"));
  return pool;
}
