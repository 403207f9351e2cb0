/**
 * Gives a pool back the connections that broke in the middle of a transaction. Kysely gives one back only once the
 * transaction on it has been rolled back, which fails on a connection that is gone: each would take a place for ever.
 */
import type { Pool, PoolClient } from "pg";

export function giveBackCut(pool: Pool): void {
  const held = new Set<PoolClient>();
  pool.on("acquire", (client) => void held.add(client));
  pool.on("release", (_, client) => void held.delete(client));
  pool.on("connect", (client) => {
    client.once("end", () => {
      if (!held.has(client)) return;
      client.release(true);
      // Whoever holds it may give it back too, and must not fail at that.
      client.release = () => {};
    });
  });
}
