/**
 * Brings a database up to date while others use it, the version before among them. Each migration is a transaction of its
 * own, so that no table is locked for longer than that takes, and none waits for a lock: whoever comes after would wait
 * behind it.
 */

import { setTimeout as sleep } from "node:timers/promises";
import { type Migration, Migrator } from "@mikro-orm/migrations";
import { Client } from "pg";
import { causesOf, codeOf } from "../causes.ts";
import { allMigrations } from "./migrations/all-migrations.ts";
import { closeDb, openDb } from "./open.ts";
import { timeLimits } from "./time-limits.ts";

/** Any number that all processes of BotFactory agree on: an advisory lock's key. */
const migrationLock = 7_201_846_112;
const tableName = "migrations";
/** How long a migration waits for a lock, in milliseconds: it is behind whoever uses the table, and before all others. */
const lockTimeoutMs = 500;
const lockNotAvailable = "55P03";
/** Longer than anything of ours that uses a table, in milliseconds: downloads take a quarter of an hour at most. */
const steppingBackMs = 20 * 60_000;
const triesEveryMs = 2_000;

/**
 * Brings the database at `url` up to date, once, however many processes begin at the same time; what uses it
 * meanwhile goes on. Where there is nothing to do it only asks: a second MikroORM, which has to know all entities, would
 * take a sixth of a program's start.
 */
export async function migrate(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    if (await isUpToDate(client)) return;
    await client.query("select pg_advisory_lock($1)", [migrationLock]);
    await migrateAlone(url);
  } finally {
    await client.end();
  }
}

async function isUpToDate(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>("select to_regclass($1) is not null as there", [tableName]);
  if (!rows[0]!.there) return false;
  const { rows: done } = await client.query<{ name: string }>(`select name from ${tableName}`);
  const names = new Set(done.map(({ name }) => name));
  return allMigrations.every(({ name }) => names.has(name));
}

async function migrateAlone(url: string): Promise<void> {
  const orm = openDb(url, {
    poolSize: 2,
    // Each migration says itself how long it waits for a lock, and a step may take as long as a table is large.
    limits: timeLimits({ lockMs: 0, idleMs: 0 }),
    extensions: [Migrator],
    migrations: { migrationsList: allMigrations.map(steppingBack), snapshot: false, tableName, allOrNothing: false },
  });
  try {
    await unlessInUse(() => orm.migrator.up());
  } finally {
    await closeDb(orm);
  }
}

type Listed = (typeof allMigrations)[number];

/** The migration, with the time limit for its locks. One outside a transaction sees to that itself. */
function steppingBack({ name, class: Given }: Listed): { name: string; class: new (...args: Made) => Migration } {
  return {
    name,
    class: class extends Given {
      override up(): void {
        this.addSql(`set local lock_timeout = ${lockTimeoutMs}`);
        return super.up();
      }
    },
  };
}

type Made = ConstructorParameters<typeof Migration>;

async function unlessInUse(work: () => Promise<unknown>): Promise<void> {
  for (const until = performance.now() + steppingBackMs; ; await sleep(triesEveryMs)) {
    try {
      await work();
      return;
    } catch (error) {
      const inUse = [...causesOf(error)].some((cause) => codeOf(cause) === lockNotAvailable);
      if (!inUse || performance.now() > until) throw error;
    }
  }
}
