/** What was decided when a database was made and every process must agree on: the number of shards, and the key. */
import { ConfigError } from "#shared/config.ts";
import type { Orm } from "#shared/db/open.ts";

interface Decided {
  shards: number;
  /** `keyId` of the vault: names `SECRET_KEY` without telling it. */
  keyId: string;
}

/**
 * Makes the shards of a new database, and checks that this process fits an older one.
 *
 * @throws {ConfigError} when `SHARDS` or `SECRET_KEY` is not what the database was made with
 */
export async function agreeOn(orm: Orm, { shards, keyId }: Decided): Promise<void> {
  const connection = orm.em.getConnection();
  await connection.execute("insert into installation (shards, key_id) values (?, ?) on conflict do nothing", [
    shards,
    keyId,
  ]);
  const [made] = await connection.execute<[{ shards: number; key_id: string }]>(
    "select shards, key_id from installation",
  );
  if (made.key_id !== keyId) {
    throw new ConfigError(
      "SECRET_KEY is not the one this database was made with: set the former one, or the stored tokens cannot be read",
    );
  }
  if (made.shards !== shards) {
    throw new ConfigError(`SHARDS is ${shards}, but this database was made with ${made.shards}: set it back`);
  }
  await connection.execute("insert into shards (id) select generate_series(0, ? - 1) on conflict do nothing", [shards]);
}
