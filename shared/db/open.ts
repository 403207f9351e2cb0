/** Opens the database through MikroORM, and brings it up to date. */

import { setTimeout } from "node:timers/promises";
import { Migrator } from "@mikro-orm/migrations";
import { MikroORM } from "@mikro-orm/postgresql";
import { Client } from "pg";
import { allEntities } from "./all-entities.ts";
import { giveBackCut } from "./cut-connections.ts";
import { allMigrations } from "./migrations/all-migrations.ts";

export type Orm = MikroORM;

/** Longer than this, in milliseconds, and a database counts as away. */
const patienceMs = 3_000;

interface OpenOptions {
  /** Connections this process may hold, besides the runtime's own. */
  poolSize?: number;
}

/** Connects lazily: an unreachable server shows at the first query. Close with {@link closeDb}. */
export function openDb(url: string, { poolSize = 10 }: OpenOptions = {}): Orm {
  return new MikroORM({
    entities: allEntities,
    clientUrl: url,
    pool: { min: 0, max: poolSize },
    driverOptions: { onPoolCreated: giveBackCut },
    extensions: [Migrator],
    migrations: { migrationsList: allMigrations, snapshot: false, tableName: "migrations", allOrNothing: true },
    // Entities and clients are discovered from what is passed in; nothing is read from disk or the environment.
    preferEnvVars: false,
    logger: () => {},
    allowGlobalContext: false,
  });
}

/** Any number that all processes of BotFactory agree on: an advisory lock's key. */
const migrationLock = 7_201_846_112;

/**
 * Closes what {@link openDb} opened. Bounded: where a connection is being opened at that moment, Kysely's driver loses it
 * and waits for it for ever.
 */
export async function closeDb(orm: Orm): Promise<void> {
  await Promise.race([orm.close(), setTimeout(patienceMs, undefined, { ref: false })]);
}

/** Brings the database at `url` up to date, once, however many processes begin at the same time. */
export async function migrate(url: string): Promise<void> {
  const lock = new Client({ connectionString: url });
  await lock.connect();
  try {
    await lock.query("select pg_advisory_lock($1)", [migrationLock]);
    const orm = openDb(url, { poolSize: 2 });
    try {
      await orm.migrator.up();
    } finally {
      await closeDb(orm);
    }
  } finally {
    await lock.end();
  }
}

/** Whether the database answers, in a moment. */
export async function isReachable(orm: Orm): Promise<boolean> {
  const asked = orm.em
    .fork()
    .execute("select 1")
    .then(
      () => true,
      () => false,
    );
  return Promise.race([asked, setTimeout(patienceMs, false, { ref: false })]);
}
