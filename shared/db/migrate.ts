/** Brings a database up to date. */

import { setTimeout as sleep } from "node:timers/promises";
import { Migrator } from "@mikro-orm/migrations";
import { Client } from "pg";
import { causesOf, codeOf } from "../causes.ts";
import { allMigrations } from "./migrations/all-migrations.ts";
import { closeDb, openDb } from "./open.ts";

/** Any number that all processes of BotFactory agree on: an advisory lock's key. */
const migrationLock = 7_201_846_112;
const tableName = "migrations";
/** A table is in use that a migration has to lock, and waits for no longer: others would wait behind it. */
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
    extensions: [Migrator],
    migrations: { migrationsList: allMigrations, snapshot: false, tableName, allOrNothing: true },
  });
  try {
    await unlessInUse(() => orm.migrator.up());
  } finally {
    await closeDb(orm);
  }
}

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
