/**
 * Decides which runtime owns which shard, and grants it in Postgres. One assigner is at work at a time, under a lease;
 * should two be, the database keeps them from harm: a grant is one update that raises the epoch.
 */
import type { Coordination, Lease } from "#shared/coordination/coordination.ts";
import type { Orm } from "#shared/db/open.ts";
import { sleep } from "#shared/lifecycle/sleep.ts";
import type { Log } from "#shared/log.ts";
import { planMoves, type ShardOwner } from "./plan.ts";

interface Deps {
  orm: Orm;
  coordination: Coordination;
  /** Who we are among control planes. */
  id: string;
  leaseTtlMs: number;
  log: Log;
}

const lookEveryMs = 1_000;
const runtimePrefix = "runtime:";

/** Assigns until `signal` aborts. */
export async function runAssigner(
  { orm, coordination, id, leaseTtlMs, log }: Deps,
  signal: AbortSignal,
): Promise<void> {
  const { leases, wakeUps } = coordination;
  let lease: Lease | null = null;
  let wake = () => {};
  const unsubscribe = wakeUps.subscribe("assign", () => wake());

  while (!signal.aborted) {
    const woken = new AbortController();
    wake = () => woken.abort();
    try {
      if (lease && !(await leases.renew(lease, leaseTtlMs))) lease = null;
      lease ??= await leases.acquire("assigner", id, leaseTtlMs);
      if (lease) await assign();
    } catch (error) {
      log.warn({ error }, "Shards could not be assigned");
    }
    await sleep(lookEveryMs, AbortSignal.any([signal, woken.signal]));
  }
  unsubscribe();
  if (lease) await leases.release(lease).catch(() => {});

  async function assign(): Promise<void> {
    const runtimes = (await leases.held(runtimePrefix)).map((name) => name.slice(runtimePrefix.length));
    const connection = orm.em.getConnection();
    const shards: ShardOwner[] = await connection.execute("select id, owner from shards order by id");
    const moves = planMoves(shards, runtimes);
    if (moves.length === 0) return;
    await connection.execute(
      `update shards s set owner = m.to, target = null, epoch = s.epoch + 1,
         previous_owner = s.owner, granted_at = now()
       from (select * from json_to_recordset(?::json) as r(shard int, "to" text)) m where s.id = m.shard`,
      [JSON.stringify(moves)],
    );
    log.info({ shards: moves.length, runtimes: runtimes.length }, "Shards were assigned");
    for (const runtime of new Set(moves.map(({ to }) => to))) wakeUps.publish("shards", runtime);
  }
}
