import { Client } from "pg";
import { expect, test } from "vitest";
import { testDatabase } from "#shared/testing/postgres/test-database.ts";
import { migrate } from "../migrate.ts";
import { newId } from "../new-id.ts";

const asking = (label: string) => [{ type: "text", name: "what", label }];

test("the migration keeps the questions of forms, and of those that are being filled in or wait for it", async () => {
  await using database = await testDatabase();
  const client = new Client({ connectionString: database.url });
  await client.connect();
  try {
    const [tenant, bot, form] = [newId(), newId(), newId()];
    await client.query(`
      drop table form_versions;
      drop function keep_form_version cascade;
      delete from migrations where name = '2026-11-26-form-versions'`);
    await client.query("insert into tenants (id, name, slug) values ($1, 'T', 't')", [tenant]);
    await client.query("insert into bots (id, tenant_id, name, shard) values ($1, $2, 'B', 0)", [bot, tenant]);
    await client.query(
      "insert into forms (id, tenant_id, bot_id, name, version, fields) values ($1, $2, $3, 'F', 4, $4)",
      [form, tenant, bot, JSON.stringify(asking("Four?"))],
    );
    const begun = (id: string, version: number, label: string) => ({ form: { id, version, fields: asking(label) } });
    const states = [
      { conversation: { form: [] }, run: begun(form, 3, "Three?"), paused: [begun(form, 1, "One?")] },
      { run: begun(form, 4, "Four?"), paused: [begun(newId(), 1, "Gone?"), begun(form, 2, "Two?")] },
      { conversation: { form: [] } },
    ].map((state) => JSON.stringify(state));
    for (const [n, state] of states.entries())
      await client.query(
        "insert into conversation_state (bot_id, tenant_id, chat_id, user_id, state) values ($1, $2, $3, 1, $4)",
        [bot, tenant, n, state],
      );
    await migrate(database.url);
    const { rows } = await client.query(
      "select version, fields #>> '{0,label}' as label from form_versions order by 1",
    );
    expect(rows.map(({ version, label }) => `${version} ${label}`)).toEqual([
      "1 One?",
      "2 Two?",
      "3 Three?",
      "4 Four?",
    ]);
  } finally {
    await client.end();
  }
});
