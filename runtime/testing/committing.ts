/** A committer by itself, on a database of its own. */
import { randomUUID } from "node:crypto";
import { Pool } from "pg";
import { expect } from "vitest";
import { createLog } from "#shared/log.ts";
import { DatabaseProxy } from "#shared/testing/postgres/database-proxy.ts";
import { testDatabase } from "#shared/testing/postgres/test-database.ts";
import { GroupCommitter } from "../committer/committer.ts";
import type { UpdateRecord } from "../committer/sections/updates.ts";
import type { Tenure } from "../committer/tenure.ts";

const owner = "rt-test";
export const botId = randomUUID();
export const tenantId = randomUUID();
export const update = (update_id: number, changes: Partial<UpdateRecord> = {}): UpdateRecord => ({
  shard: 0,
  bot_id: botId,
  tenant_id: tenantId,
  update_id,
  lane: "chat:1",
  channel: "telegram",
  payload: { update_id },
  ...changes,
});

/**
 * A committer that owns shards 0 to 2 at epoch 1, behind a proxy.
 *
 * @param lockMs as the committer's: long, unless it is about locks
 */
export async function committing(
  onCommit: (units: number) => void = () => {},
  { lockMs = 60_000, closeMs = 5_000 } = {},
) {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await testDatabase());
  const pool = stack.adopt(new Pool({ connectionString: database.url, max: 2 }), (opened) => opened.end());
  await pool.query("insert into shards (id, owner, epoch) select n, $1, 1 from generate_series(0, 2) n", [owner]);
  const proxy = stack.use(await DatabaseProxy.to(database.url));
  const committer = stack.use(
    new GroupCommitter({
      databaseUrl: proxy.through(database.url),
      owner,
      log: createLog({ level: "silent" }),
      onUsage: () => {},
      onCommit,
      lockMs,
      closeMs,
    }),
  );
  const tenure: Tenure = { shard: 0, epoch: 1 };
  const moved = stack.move();
  return {
    committer,
    tenure,
    pool,
    proxy,
    /** Lets nobody write to the inbox. @returns what lets them again */
    async hold(): Promise<() => Promise<void>> {
      const holder = await pool.connect();
      await holder.query("begin; lock table inbox in exclusive mode");
      return async () => {
        await holder.query("rollback");
        holder.release();
      };
    },
    /** Resolves when a commit is held up. */
    async waits(): Promise<void> {
      const waiting = "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
      await expect.poll(async () => (await pool.query(waiting)).rowCount).toBe(1);
    },
    /** Breaks the committer's connection. */
    async cut(): Promise<void> {
      await pool.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'botfactory rt-test' and datname = current_database()",
      );
    },
    async stored(): Promise<number[]> {
      const { rows } = await pool.query<{ id: number }>("select update_id::int as id from inbox order by seq");
      return rows.map(({ id }) => id);
    },
    [Symbol.asyncDispose]: () => moved.disposeAsync(),
  };
}
