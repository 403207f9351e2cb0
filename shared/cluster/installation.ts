/**
 * What was decided when a database was made and every process must agree on: the number of shards, and the key. And how old
 * a program may be that works on it.
 */
import { ConfigError } from "#shared/config.ts";
import type { Orm } from "#shared/db/open.ts";
import { StartupError } from "#shared/lifecycle/startup-error.ts";
import { isOlder, leastVersion, ownVersion } from "./versions.ts";

interface Decided {
  shards: number;
  /** `keyId` of the vault: names `SECRET_KEY` without telling it. */
  keyId: string;
}

/**
 * Makes the shards of a new database, and checks that this process fits an older one.
 *
 * @throws {StartupError} when this program is too old for the database
 * @throws {ConfigError} when `SHARDS` or `SECRET_KEY` is not what the database was made with
 */
export async function agreeOn(orm: Orm, { shards, keyId }: Decided): Promise<void> {
  const connection = orm.em.getConnection();
  await connection.execute("insert into installation (shards, key_id) values (?, ?) on conflict do nothing", [
    shards,
    keyId,
  ]);
  const [made] = await connection.execute<[{ shards: number; key_id: string; least_version: string | null }]>(
    "select shards, key_id, least_version from installation",
  );
  const version = ownVersion();
  const least = made.least_version;
  if (least !== null && isOlder(version, least)) {
    throw new StartupError(
      `This is BotFactory ${version}, but its database is of a later version and needs ${least} or newer: install that`,
    );
  }
  if (made.key_id !== keyId) {
    throw new ConfigError(
      "SECRET_KEY is not the one this database was made with: set the former one, or the stored tokens cannot be read",
    );
  }
  if (made.shards !== shards) {
    throw new ConfigError(`SHARDS is ${shards}, but this database was made with ${made.shards}: set it back`);
  }
  // It only grows: each who starts says what it knows, and whoever is too old for that does not come here.
  if (least === null || isOlder(least, leastVersion)) {
    await connection.execute("update installation set least_version = ? where least_version is not distinct from ?", [
      leastVersion,
      least,
    ]);
  }
  await connection.execute("insert into shards (id) select generate_series(0, ? - 1) on conflict do nothing", [shards]);
}
