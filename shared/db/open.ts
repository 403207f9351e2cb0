/** Opens the database through MikroORM. */

import { setTimeout } from "node:timers/promises";
import { MikroORM, type Options } from "@mikro-orm/postgresql";
import { allEntities } from "./all-entities.ts";
import { giveBackCut } from "./cut-connections.ts";
import { poolLimits, timeLimits } from "./time-limits.ts";

export type Orm = MikroORM;

/** Longer than this, in milliseconds, and a database counts as away. */
const patienceMs = 3_000;

/** A transaction may wait for others in between, as for the storage of files. */
const patientLimits = timeLimits({ lockMs: 5_000, idleMs: 30_000 });

interface OpenOptions extends Pick<Options, "extensions" | "migrations"> {
  /** Connections this process may hold, besides the runtime's own. */
  poolSize?: number;
  /** What each connection is told of how long it may wait. */
  limits?: string;
}

/** Connects lazily: an unreachable server shows at the first query. Close with {@link closeDb}. */
export function openDb(url: string, { poolSize = 10, limits = patientLimits, ...more }: OpenOptions = {}): Orm {
  return new MikroORM({
    entities: allEntities,
    clientUrl: url,
    pool: { min: 0, max: poolSize },
    driverOptions: { ...poolLimits(limits), onPoolCreated: giveBackCut },
    // Entities and clients are discovered from what is passed in; nothing is read from disk or the environment.
    preferEnvVars: false,
    logger: () => {},
    allowGlobalContext: false,
    ...more,
  });
}

/**
 * Closes what {@link openDb} opened. Bounded: where a connection is being opened at that moment, Kysely's driver loses it
 * and waits for it for ever.
 */
export async function closeDb(orm: Orm): Promise<void> {
  await Promise.race([orm.close(), setTimeout(patienceMs, undefined, { ref: false })]);
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
