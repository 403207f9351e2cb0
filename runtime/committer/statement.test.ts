import { randomUUID } from "node:crypto";
import { Client } from "pg";
import { describe, expect, test } from "vitest";
import { testDatabase } from "#shared/testing/postgres/test-database.ts";
import { merge } from "./merge.ts";
import { groups, type Writes } from "./sections.ts";
import { commitStatement, session } from "./statement.ts";

const owner = "rt-1";
const tenant = randomUUID();
const bot = randomUUID();

/** A database with shards that are ours, and connections as the committer's. */
async function database() {
  const stack = new AsyncDisposableStack();
  const { url } = stack.use(await testDatabase());
  const connect = async () => {
    const client = stack.adopt(new Client({ connectionString: url }), (opened) => opened.end());
    await client.connect();
    await client.query(session);
    return client;
  };
  const client = await connect();
  await client.query("insert into shards (id, owner, epoch) select n, $1, 1 from generate_series(0, 3) n", [owner]);
  return { client, connect, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

const committing = (writes: Writes, { repeated = true, number = 1, previous = 0 } = {}) =>
  commitStatement({
    number,
    previous,
    owner,
    fence: [{ shard: 1, epoch: 1 }],
    writes: merge([writes]),
    repeated,
  });

const updates = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    shard: 1,
    bot_id: bot,
    tenant_id: tenant,
    update_id: n,
    lane: "chat:1",
    channel: "telegram" as const,
    payload: {},
  }));

/** How the statement of all sections is planned, with no rows to write. */
async function plan(client: Client, repeated: boolean): Promise<string> {
  const place = { seq: 1, bot_id: bot, update_id: -1 };
  const writes = {
    updates: updates(1),
    settled: [{ inbox_seq: 1, step: 1, status: "sent", telegram_message_id: null, error: null }],
    memos: [{ ...place, memo: {} }],
    asides: [{ id: bot, last_message: null, last_message_at: 0, state: null }],
    conversationStates: [{ bot_id: bot, tenant_id: tenant, chat_id: 1, user_id: 1, state: null }],
    actions: [{ id: bot, action_state: "done", error: null, delay_ms: null }],
    messageFiles: [
      { inbox_seq: 1, tenant_id: tenant, bot_id: bot, telegram_file_id: "f", name: null, state: "pending" },
    ],
  } satisfies Writes;
  const { name, text } = committing(writes, { repeated });
  expect(name.split(" ").slice(1)).toEqual(groups.map(({ name }) => name));
  const { rows } = await client.query<{ "QUERY PLAN": string }>(`explain (generic_plan) ${text}`);
  return rows.map((row) => row["QUERY PLAN"]).join("\n");
}

describe("the commit statement", () => {
  test("finds every row by its key, whatever the planner knows of the tables", async () => {
    await using db = await database();
    const keys =
      /^(inbox|shards|tenants|bots|forms|form_submissions|conversations|conversation_state|connect_codes)_pkey$|_form_id_id_index$|_inbox_seq_step_unique$/;
    for (const [number, rows] of [0, 1, 500].entries()) {
      await db.client.query(committing({ updates: updates(rows) }, { number: number + 1, previous: number }));
      await db.client.query("analyze");
      for (const repeated of [false, true]) {
        const planned = await plan(db.client, repeated);
        expect(planned).not.toMatch(/Seq Scan|Disabled/);
        const indexes = [...planned.matchAll(/Index Scan (?:on|using) (\S+)/g)].map(([, index]) => index);
        expect(indexes.length).toBeGreaterThan(4);
        expect(indexes.filter((index) => !keys.test(index!))).toEqual([]);
      }
    }
  });

  test("writes nothing unless the one before it has happened", async () => {
    await using db = await database();
    const commit = async (number: number, previous: number, writes: Writes = {}) => {
      const { rows } = await db.client.query<{ ok: boolean }>(committing(writes, { number, previous }));
      return rows[0]!.ok;
    };
    const broken = { updates: [{ ...updates(1)[0]!, lane: null as never }] };
    expect(await commit(1, 0)).toBe(true);
    await expect(commit(2, 1, broken)).rejects.toThrow();
    expect(await commit(3, 2, { updates: updates(1) })).toBe(false);
    expect((await db.client.query("select from inbox")).rowCount).toBe(0);
    expect(await commit(4, 1, { updates: updates(1) })).toBe(true);
  });

  test("writes nothing when the shard passes on while it waits for it", async () => {
    await using db = await database();
    const assigner = await db.connect();
    await assigner.query("begin; update shards set epoch = 2 where id = 1");
    const committed = db.client.query<{ ok: boolean }>(committing({ updates: updates(1) }));
    await expect
      .poll(async () => (await assigner.query("select from pg_locks where not granted")).rowCount)
      .toBeGreaterThan(0);
    await assigner.query("commit");
    expect((await committed).rows[0]!.ok).toBe(false);
    expect((await assigner.query("select from inbox")).rowCount).toBe(0);
  });
});
