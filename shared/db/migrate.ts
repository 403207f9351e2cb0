/** Brings a database up to date. */
import { Migrator } from "@mikro-orm/migrations";
import { Client } from "pg";
import { allMigrations } from "./migrations/all-migrations.ts";
import { closeDb, openDb } from "./open.ts";

/** Any number that all processes of BotFactory agree on: an advisory lock's key. */
const migrationLock = 7_201_846_112;
const tableName = "migrations";

/**
 * Brings the database at `url` up to date, once, however many processes begin at the same time. Where there is nothing to
 * do it only asks: a second MikroORM, of which one needs to know all entities, would take a third of a program's start.
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
    await orm.migrator.up();
  } finally {
    await closeDb(orm);
  }
}
