/** A database of its own for each test: fresh, migrated, and dropped afterwards, whoever is still connected. */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { inject } from "vitest";

export interface TestDatabase extends AsyncDisposable {
  /** As a role that may do everything. */
  readonly url: string;
}

const template = "botfactory_template";
/** An advisory lock's key, which all workers of a run agree on. */
const templateLock = 4_711;

/** Takes some 30 ms: the migrations run once for the whole test run, into a template that is copied. */
export async function testDatabase(): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await asAdmin(async (admin) => {
    await ensureTemplate(admin);
    // Page by page through the log, as is usual, takes a quarter of a second of processor time.
    await admin.query(`create database ${name} template ${template} strategy file_copy`);
  });
  return {
    url: urlOf(name),
    async [Symbol.asyncDispose]() {
      await asAdmin(async (admin) => {
        await allGone(admin, name);
        await admin.query(`drop database if exists ${name} with (force)`);
      });
    },
  };
}

/** Connections that are being closed are still there for a moment: cut off, they would be an error in their process. */
async function allGone(admin: Client, database: string): Promise<void> {
  for (const until = Date.now() + 2_000; Date.now() < until; await sleep(5)) {
    const { rowCount } = await admin.query("select from pg_stat_activity where datname = $1", [database]);
    if (rowCount === 0) return;
  }
}

async function ensureTemplate(admin: Client): Promise<void> {
  await admin.query("select pg_advisory_lock($1)", [templateLock]);
  try {
    const { rowCount } = await admin.query("select from pg_database where datname = $1", [template]);
    if (rowCount !== 0) return;
    // Renamed when it is whole, so that a migration that fails leaves no half template behind.
    const unfinished = `${template}_unfinished`;
    await admin.query(`drop database if exists ${unfinished} with (force)`);
    await admin.query(`create database ${unfinished}`);
    // Loaded by one file of the run, not by each.
    const { migrate } = await import("#shared/db/migrate.ts");
    await migrate(urlOf(unfinished));
    await admin.query(`alter database ${unfinished} rename to ${template}`);
  } finally {
    await admin.query("select pg_advisory_unlock($1)", [templateLock]);
  }
}

async function asAdmin<T>(work: (admin: Client) => Promise<T>): Promise<T> {
  const admin = new Client({ connectionString: inject("postgresUrl") });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

function urlOf(database: string): string {
  const url = new URL(inject("postgresUrl"));
  url.pathname = `/${database}`;
  return url.href;
}
