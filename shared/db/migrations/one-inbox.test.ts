import { Client } from "pg";
import { expect, test } from "vitest";
import { testDatabase } from "#shared/testing/postgres/test-database.ts";
import { migrate } from "../migrate.ts";
import { newId } from "../new-id.ts";

/** The inbox as it was: in four parts by its shard. */
const inParts = `
  alter table inbox rename to inbox_now;
  create table inbox (like inbox_now including defaults including identity) partition by hash (shard);
  create table inbox_part_0 partition of inbox for values with (modulus 4, remainder 0);
  create table inbox_part_1 partition of inbox for values with (modulus 4, remainder 1);
  create table inbox_part_2 partition of inbox for values with (modulus 4, remainder 2);
  create table inbox_part_3 partition of inbox for values with (modulus 4, remainder 3);
  drop table inbox_now;
  alter table inbox add primary key (bot_id, update_id, shard);
  create index inbox_pending on inbox (bot_id, lane, seq) where done_at is null;
  create index inbox_elsewhere_pending on inbox (shard, seq) where done_at is null and channel <> 'telegram';
  create index inbox_received_at on inbox using brin (received_at);
  delete from migrations where name = '2026-11-26-one-inbox'`;

test("the migration keeps every update of an inbox in parts, and what comes after has later places", async () => {
  await using database = await testDatabase();
  const client = new Client({ connectionString: database.url });
  await client.connect();
  try {
    await client.query(inParts);
    await client.query(
      `insert into inbox (shard, bot_id, update_id, tenant_id, lane, payload, attempts, memo, done_at, channel)
       select n, $1, n, $2, 'chat:' || n, json_build_object('update_id', n), n, '{"a": 1}',
         case when n % 2 = 0 then now() end, case when n % 5 = 0 then 'preview' else 'telegram' end
       from generate_series(1, 40) n`,
      [newId(), newId()],
    );
    const all = async () => (await client.query("select * from inbox order by seq")).rows;
    const before = await all();
    await migrate(database.url);
    expect(await all()).toEqual(before);
    const { rows } = await client.query(
      `insert into inbox (shard, bot_id, update_id, tenant_id, lane, payload)
       values (1, $1, 41, $1, 'chat:1', '{}') returning seq > (select max(seq) from inbox) as later`,
      [newId()],
    );
    expect(rows).toEqual([{ later: true }]);
  } finally {
    await client.end();
  }
});
