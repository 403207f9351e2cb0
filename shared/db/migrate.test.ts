import { Client } from "pg";
import { expect, test, vi } from "vitest";
import { patienceMs } from "#shared/testing/patience.ts";
import { testDatabase } from "#shared/testing/postgres/test-database.ts";
import { migrate } from "./migrate.ts";

/** The database as it was before a migration that says nothing of locks itself. */
const before = `
  alter table installation drop column least_version;
  delete from migrations where name = '2026-12-01-least-version'`;

test("a migration whose table is in use holds up nobody who comes after it, and is made once the table is free", async () => {
  await using database = await testDatabase();
  await using stack = new AsyncDisposableStack();
  const connect = async () => {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    return stack.adopt(client, (opened) => opened.end());
  };
  const [client, reader, other] = [await connect(), await connect(), await connect()];
  await client.query(before);
  await reader.query("begin; select from installation");
  const migrated = migrate(database.url);
  const waits = async () => {
    const { rowCount } = await client.query(
      "select from pg_locks where relation = 'installation'::regclass and not granted and mode = 'AccessExclusiveLock'",
    );
    return rowCount === 1;
  };
  await vi.waitUntil(waits, { timeout: patienceMs, interval: 5 });
  // It would wait for the reader, behind the migration, if that did not step back.
  await other.query("select shards from installation");
  await reader.query("commit");
  await migrated;
  expect((await other.query("select least_version from installation")).rows).toEqual([]);
});
