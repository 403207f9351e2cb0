/**
 * Removes what was deleted: bots, forms and conversations are gone for everybody when their own row is, and what they left
 * behind goes here, batch by batch. How far that has come stands in the database, in the transaction of each batch: so
 * whatever dies, whoever is left goes on from there.
 */
import type { EntityManager } from "@mikro-orm/postgresql";
import { Counter, Gauge, type Registry } from "prom-client";
import type { Orm } from "#shared/db/open.ts";
import { rounds } from "#shared/lifecycle/rounds.ts";
import { sleep } from "#shared/lifecycle/sleep.ts";
import type { Log } from "#shared/log.ts";
import { nextBatch } from "./pace.ts";
import { type DeletedKind, mostRows, remains } from "./remains.ts";

interface Deps {
  orm: Orm;
  log: Log;
  metrics: Registry;
  /** How often to look whether something was deleted, in milliseconds. */
  everyMs?: number;
  /** Rows of the first batch. */
  batch?: number;
}

/** One deletion after a batch. */
interface Progress {
  kind: DeletedKind;
  id: string;
  /** Rows removed by this batch, and by all so far. */
  rows: number;
  removed: number;
  /** Whether nothing more was found. */
  emptied: boolean;
}

interface Noted {
  kind: DeletedKind;
  id: string;
  step: number;
  removed: number;
  /** It was emptied once, and is looked through again. */
  again: boolean;
}

/** Whoever was writing for it when it was deleted has ended by then. */
const lookAgainAfter = "1 hour";
const tellEveryMs = 10_000;

/** Works until `signal` aborts. Several processes may do so: each deletion is one's at a time. */
export async function runDeletions(
  { orm, log, metrics, everyMs = 2_000, batch = 500 }: Deps,
  signal: AbortSignal,
): Promise<void> {
  const rowsTotal = new Counter({
    name: "botfactory_deleted_rows_total",
    help: "Rows removed of what was deleted",
    registers: [metrics],
  });
  const waiting = new Gauge({
    name: "botfactory_deletions_waiting",
    help: "Bots, forms and conversations that were deleted and not yet removed whole",
    registers: [metrics],
  });
  let size = batch;
  let toldAt = performance.now();

  const round = async () => {
    const began = performance.now();
    const progress = await removeBatch(orm, size);
    waiting.set(await countWaiting(orm));
    if (!progress) return false;
    const { rows, emptied, ...sofar } = progress;
    const tookMs = performance.now() - began;
    rowsTotal.inc(rows);
    if (emptied) log.info(sofar, "What was deleted is removed whole");
    else if (performance.now() - toldAt > tellEveryMs) {
      toldAt = performance.now();
      log.info(sofar, "What was deleted is being removed");
    }
    if (rows > 0) {
      size = nextBatch(size, tookMs, mostRows);
      await sleep(tookMs, signal);
    }
    return true;
  };
  const failed = (error: unknown) => log.error({ error }, "What was deleted could not be removed; trying again");
  await rounds({ everyMs, round, failed }, signal);
}

/** @returns `null` when nothing is due, or others see to it. One that cannot be removed now comes later, after the others */
export async function removeBatch(orm: Orm, most: number): Promise<Progress | null> {
  let tried: Noted | undefined;
  try {
    return await orm.em.fork().transactional(async (em) => {
      await em.execute("set local lock_timeout = '1s'", [], "run");
      [tried] = await em.execute<Noted[]>(
        `select kind, id, step, removed::float8 as removed, emptied_at is not null as again from deletions
         where due_at <= now() and kind in (?) order by due_at limit 1 for update skip locked`,
        [Object.keys(remains)],
      );
      return tried ? await remove(em, tried, most) : null;
    });
  } catch (error) {
    if (tried) await postpone(orm, tried).catch(() => {});
    throw error;
  }
}

async function remove(em: EntityManager, noted: Noted, most: number): Promise<Progress> {
  const { kind, id, step, again } = noted;
  const steps = remains[kind];
  let rows = 0;
  for (const sql of steps[step] ?? []) {
    const { affectedRows } = await em.execute<{ affectedRows: number }>(sql, [id, most], "run");
    rows += affectedRows;
  }
  const next = rows > 0 ? step : step + 1;
  const removed = noted.removed + rows;
  const emptied = next >= steps.length;
  if (emptied && again) {
    await em.execute("delete from deletions where kind = ? and id = ?", [kind, id], "run");
    return { kind, id, rows, removed, emptied: false };
  }
  await em.execute(
    `update deletions set step = ?, removed = ?, due_at = clock_timestamp() ${emptied ? `+ interval '${lookAgainAfter}', emptied_at = now()` : ""}
       where kind = ? and id = ?`,
    [emptied ? 0 : next, removed, kind, id],
    "run",
  );
  return { kind, id, rows, removed, emptied };
}

async function postpone(orm: Orm, { kind, id }: Noted): Promise<void> {
  await orm.em
    .fork()
    .execute(
      "update deletions set due_at = clock_timestamp() + interval '5 s' where kind = ? and id = ?",
      [kind, id],
      "run",
    );
}

async function countWaiting(orm: Orm): Promise<number> {
  const [found] = await orm.em
    .fork()
    .execute<{ count: number }[]>("select count(*)::int as count from deletions where emptied_at is null");
  return found?.count ?? 0;
}
