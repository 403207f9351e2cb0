/** A pool of connections to the database, which no lost connection brings down. */
import { Pool } from "pg";
import { poolLimits, usualLimits } from "#shared/db/time-limits.ts";
import type { Log } from "#shared/log.ts";

interface Options {
  databaseUrl: string;
  runtimeId: string;
  /** Connections at the same time. */
  max: number;
  log: Log;
}

/**
 * What is prepared is planned for each run. A plan that PostgreSQL keeps it makes after five of them, of tables that are
 * empty then, to read them whole or by whichever key comes first, and keeps to it until long after they have grown.
 */
const told = `${usualLimits};
  set plan_cache_mode = force_custom_plan`;

export function openPool({ databaseUrl, runtimeId, max, log }: Options): Pool {
  const pool = new Pool({
    connectionString: databaseUrl,
    // The assigner knows by it that this process is there.
    application_name: `botfactory ${runtimeId}`,
    max,
    ...poolLimits(told),
    query_timeout: 30_000,
  });
  // Also while it is being closed: the pool itself no longer listens then, and unheard it would end the process.
  pool.on("connect", (client) => client.on("error", () => {}));
  pool.on("error", (error) => log.warn({ error }, "A database connection was lost"));
  return pool;
}
