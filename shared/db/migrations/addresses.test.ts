import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { expect, test } from "vitest";
import { testDatabase } from "#shared/testing/postgres/test-database.ts";
import { migrate } from "../migrate.ts";
import { newId } from "../new-id.ts";

/** The database as it was. */
const before = `
  drop table addresses;
  drop sequence address_local;
  alter table conversations drop column preview;
  alter table form_submissions drop column preview;
  delete from migrations where name = '2026-11-30-addresses'`;

test("the migration leaves rows as they are, and holds up nobody while a table is read for long", async () => {
  await using database = await testDatabase();
  const clients = Array.from({ length: 3 }, () => new Client({ connectionString: database.url }));
  const [client, reader, writer] = clients as [Client, Client, Client];
  await Promise.all(clients.map((each) => each.connect()));
  try {
    await client.query(before);
    const [tenant, bot] = [newId(), newId()];
    await client.query("insert into tenants (id, name, slug) values ($1, 'T', 't')", [tenant]);
    await client.query("insert into bots (id, tenant_id, name, shard) values ($1, $2, 'B', 0)", [bot, tenant]);
    const write = (chat: number) =>
      writer.query(
        "insert into conversations (id, tenant_id, bot_id, chat_id, chat_type) values ($1, $2, $3, $4, 'private')",
        [newId(), tenant, bot, chat],
      );
    await write(1_203_456_789);
    const rows = async () => (await client.query("select ctid::text, xmin::text, chat_id from conversations")).rows;
    const old = await rows();

    await reader.query("begin");
    await reader.query("select from form_submissions");
    let done = false;
    const migrated = migrate(database.url).then(() => {
      done = true;
    });
    let slowestMs = 0;
    for (let n = 0; n < 20; n++) {
      const began = performance.now();
      await write(n);
      await writer.query("select from form_submissions");
      slowestMs = Math.max(slowestMs, performance.now() - began);
      await sleep(100);
    }
    expect(done).toBe(false);
    expect(slowestMs).toBeLessThan(1_500);
    await reader.query("commit");
    await migrated;
    expect((await rows()).slice(0, 1)).toEqual(old);
    expect((await client.query("select distinct preview from conversations")).rows).toEqual([{ preview: null }]);
  } finally {
    await Promise.all(clients.map((each) => each.end()));
  }
});
