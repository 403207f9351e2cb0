import { Client } from "pg";
import { Registry } from "prom-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { migrate } from "#shared/db/migrate.ts";
import { newId } from "#shared/db/new-id.ts";
import { closeDb, type Orm, openDb } from "#shared/db/open.ts";
import { background } from "#shared/lifecycle/background.ts";
import { createLog } from "#shared/log.ts";
import { testDatabase } from "#shared/testing/postgres/test-database.ts";
import { type TestedControlPlane, testedControlPlane } from "../testing/control-plane.ts";
import { submit } from "../testing/submissions.ts";
import type { Visitor } from "../testing/visitor.ts";
import { removeBatch, runDeletions } from "./deletions.ts";
import { nextBatch } from "./pace.ts";

const fields = [{ type: "text", name: "what", label: "What?" }];
/** All that is a bot's, besides the bot: none of it may stay. */
const tables = [
  "addresses",
  "bot_errors",
  "commands",
  "connect_codes",
  "conversation_state",
  "conversations",
  "dead_letters",
  "files",
  "form_submissions",
  "forms",
  "inbox",
  "message_files",
  "messages",
  "preview_sessions",
  "webhook_deliveries",
];

type Ask = (sql: string, values?: unknown[]) => Promise<Record<string, unknown>[]>;

/** Gives a bot one of everything, and `chats` conversations of `messages` messages each. */
async function fill(
  sql: Ask,
  { bot, tenant, form }: Record<"bot" | "tenant" | "form", string>,
  chats = 2,
  messages = 3,
) {
  const seq = async () => Number((await sql("select nextval('address_local')::float8 - 2251799813685247 as n"))[0]!.n);
  const ids = { conversation: newId(), file: newId(), delivery: newId(), session: newId(), submission: newId() };
  for (let chat = 1; chat <= chats; chat++) {
    const conversation = chat === 1 ? ids.conversation : newId();
    await sql(
      "insert into conversations (id, tenant_id, bot_id, chat_id, chat_type) values ($1, $2, $3, $4, 'private')",
      [conversation, tenant, bot, chat],
    );
    await sql(
      `insert into messages (id, tenant_id, conversation_id, bot_id, inbox_seq, step, direction, content, message_type, status)
       select gen_random_uuid(), $1, $2, $3, $5::bigint * 100000 + n, 0, 'inbound', 'x', 'text', 'received' from generate_series(1, $4::int) n`,
      [tenant, conversation, bot, messages, await seq()],
    );
  }
  const at = await seq();
  const insert = (table: string, columns: string, values: string, given: unknown[] = []) =>
    sql(`insert into ${table} (bot_id, tenant_id, ${columns}) values ($1, $2, ${values})`, [bot, tenant, ...given]);
  await insert("addresses", "kind, external, local", "'chat', $3, $4", [`e${at}`, at]);
  await insert("conversation_state", "chat_id, user_id, state", "1, 1, '{}'");
  await insert("dead_letters", "seq, update_id, payload, error, attempts, received_at", "$3, 1, '{}', 'e', 3, now()", [
    at,
  ]);
  await insert("inbox", "shard, update_id, lane, payload", "0, 1, 'l', '{}'");
  await insert(
    "message_files",
    "inbox_seq, telegram_file_id, state, due_at",
    "$3, 'f', 'pending', now() + interval '1 h'",
    [at],
  );
  await insert("files", "id, storage_key, content_type, size, inbox_seq", "$3, $4, 'image/png', 1, $5", [
    ids.file,
    `k${at}`,
    at,
  ]);
  await insert("webhook_deliveries", "id, event, url, host, payload", "$3, 'command', 'http://a', 'a', '{}'", [
    ids.delivery,
  ]);
  await insert("preview_sessions", "id, first_name", "$3, 'Ann'", [ids.session]);
  await sql("insert into preview_events (session_id, id, tenant_id, event) values ($1, 1, $2, '{}')", [
    ids.session,
    tenant,
  ]);
  await insert(
    "form_submissions",
    "id, form_id, form_version, telegram_user_id, state, answers",
    "$3, $4, 1, 1, 'complete', '{}'",
    [ids.submission, form],
  );
  return ids;
}

describe("what was deleted", () => {
  let api: TestedControlPlane;
  let person: Visitor;
  let tenant: string;

  beforeAll(async () => {
    api = await testedControlPlane();
    person = await api.person("Operator");
    tenant = (await person.get("/api/v1/tenant")).body.id;
  });
  afterAll(() => api[Symbol.asyncDispose]());

  async function connected() {
    const { token } = api.telegram.addBot();
    const { body } = await person.post("/api/v1/bots", { token });
    const bot = body.id as string;
    const { body: form } = await person.post(`/api/v1/bots/${bot}/forms`, { name: "Order", fields });
    return { token, bot, tenant, form: form.id as string };
  }

  const left = async (bot: string) => {
    const found = await Promise.all(
      tables.map(async (table) => [table, (await api.sql(`select from ${table} where bot_id = $1`, [bot])).length]),
    );
    return found.filter(([, rows]) => rows !== 0);
  };

  test("is gone at once, though rows of it are locked: for everybody, and whoever writes waits for nothing", async () => {
    const given = await connected();
    const ids = await fill(api.sql, given);
    const other = await connected();
    const paths = [
      `/bots/${given.bot}`,
      `/bots/${given.bot}/conversations`,
      `/conversations/${ids.conversation}`,
      `/conversations/${ids.conversation}/messages`,
      `/files/${ids.file}`,
      `/submissions/${ids.submission}`,
      `/forms/${given.form}/submissions`,
      `/bots/${given.bot}/deliveries`,
      `/deliveries/${ids.delivery}`,
      `/preview/sessions/${ids.session}/events`,
    ];
    // All but what lies in no storage, and what goes on for ever.
    for (const path of paths.filter((path) => !/^.(files|preview)/.test(path)))
      expect([path, (await person.get(`/api/v1${path}`)).status]).toEqual([path, 200]);
    const holder = new Client({ connectionString: api.databaseUrl });
    await holder.connect();
    try {
      await holder.query("begin");
      await holder.query("select from messages where bot_id = $1 for update", [given.bot]);
      await holder.query("select from form_submissions where bot_id = $1 for update", [given.bot]);
      expect((await person.delete(`/api/v1/bots/${given.bot}`)).status).toBe(204);
      for (const path of paths) expect([path, (await person.get(`/api/v1${path}`)).status]).toEqual([path, 404]);
      expect((await person.get("/api/v1/bots")).body.items.map(({ id }: { id: string }) => id)).toEqual([other.bot]);
      // As a commit locks the bots that it writes for.
      expect(await api.sql("select from bots where id = $1 for key share nowait", [other.bot])).toHaveLength(1);
      expect((await person.post("/api/v1/bots", { token: given.token })).status).toBe(201);
      expect(await left(given.bot)).not.toEqual([]);
      await holder.query("rollback");
    } finally {
      await holder.end();
    }
    await expect.poll(() => left(given.bot), { timeout: 20_000 }).toEqual([]);
    await expect.poll(() => api.sql("select from file_deletions where storage_key like 'k%'")).toEqual([]);
    expect(
      (await api.metrics.getSingleMetric("botfactory_deleted_rows_total")?.get())?.values[0]?.value,
    ).toBeGreaterThan(10);
  });

  test("of a form are its submissions, and what was told of them", async () => {
    const { bot, form } = await connected();
    const submission = await submit(api, form);
    const delivery = newId();
    await api.sql(
      `insert into webhook_deliveries (id, tenant_id, bot_id, submission_id, event, url, host, payload, state)
       values ($1, $2, $3, $4, 'form.submitted', 'http://a', 'a', '{}', 'delivered')`,
      [delivery, tenant, bot, submission],
    );
    expect((await person.get(`/api/v1/bots/${bot}/deliveries`)).body.items).toHaveLength(1);
    const holder = new Client({ connectionString: api.databaseUrl });
    await holder.connect();
    try {
      await holder.query("begin");
      await holder.query("select from form_submissions where id = $1 for update", [submission]);
      expect((await person.delete(`/api/v1/forms/${form}`)).status).toBe(204);
      expect((await person.get(`/api/v1/submissions/${submission}`)).status).toBe(404);
      expect((await person.get(`/api/v1/deliveries/${delivery}`)).status).toBe(404);
      expect((await person.get(`/api/v1/bots/${bot}/deliveries`)).body.items).toEqual([]);
      await holder.query("rollback");
    } finally {
      await holder.end();
    }
    await expect.poll(() => api.sql("select from form_submissions where id = $1", [submission])).toEqual([]);
    expect(await api.sql("select from webhook_deliveries where id = $1", [delivery])).toEqual([]);
    expect((await person.get(`/api/v1/bots/${bot}`)).status).toBe(200);
  });
});

describe("the removal", () => {
  let orm: Orm;
  let sql: Ask;
  let stack: AsyncDisposableStack;

  beforeAll(async () => {
    stack = new AsyncDisposableStack();
    const database = stack.use(await testDatabase());
    await migrate(database.url);
    orm = stack.adopt(openDb(database.url), closeDb);
    const client = stack.adopt(new Client({ connectionString: database.url }), (client) => client.end());
    await client.connect();
    sql = async (query, values) => (await client.query(query, values)).rows;
  });
  afterAll(() => stack.disposeAsync());

  async function filled(chats?: number, messages?: number) {
    const [tenant, bot, form] = [newId(), newId(), newId()];
    await sql("insert into tenants (id, name, slug) values ($1, 'T', $2)", [tenant, tenant]);
    await sql("insert into bots (id, tenant_id, name, shard) values ($1, $2, 'B', 0)", [bot, tenant]);
    await sql("insert into forms (id, tenant_id, bot_id, name, fields) values ($1, $2, $3, 'F', '[]')", [
      form,
      tenant,
      bot,
    ]);
    await fill(sql, { tenant, bot, form }, chats, messages);
    return { tenant, bot, form };
  }

  const rowsOf = async (bot: string) => {
    const counts = await Promise.all(
      tables.map(async (table) =>
        Number((await sql(`select count(*)::int as n from ${table} where bot_id = $1`, [bot]))[0]!.n),
      ),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  };

  test("takes batches no larger than told, counts what is gone, and is gone on with by whoever comes after", async () => {
    const kept = await filled();
    const { bot } = await filled(3, 7);
    const all = (await rowsOf(bot)) - 1;
    const keptRows = await rowsOf(kept.bot);
    await sql("delete from bots where id = $1", [bot]);
    let before = await rowsOf(bot);
    expect(before).toBe(all);
    let removed = 0;
    for (let n = 0; n < 6; n++) {
      const progress = await removeBatch(orm, 2);
      const now = await rowsOf(bot);
      expect(before - now).toBeLessThanOrEqual(4);
      removed += progress!.rows;
      before = now;
    }
    expect(before).toBeGreaterThan(0);

    const log = createLog({ level: "silent", destination: { write() {} } });
    const metrics = new Registry();
    await using _ = background((signal) => runDeletions({ orm, log, metrics, everyMs: 10 }, signal));
    await expect.poll(() => rowsOf(bot)).toBe(0);
    await expect.poll(() => sql("select from deletions where emptied_at is null")).toEqual([]);
    const noted = await sql("select kind, removed::int as removed from deletions order by kind");
    // A row that goes along with another is not counted: the file with its message's note.
    expect(noted.map(({ kind }) => kind)).toEqual(["bot", "form"]);
    expect(noted.reduce((sum, { removed }) => sum + Number(removed), 0)).toBeGreaterThanOrEqual(all - 1);
    expect(removed).toBeGreaterThan(0);
    expect(await rowsOf(kept.bot)).toBe(keptRows);
  });

  test("looks once more after an hour, for what was still being written, and then forgets", async () => {
    await sql("delete from deletions");
    const { bot, tenant } = await filled(0);
    await sql("delete from bots where id = $1", [bot]);
    const drain = async () => {
      while (await removeBatch(orm, 100));
    };
    await drain();
    await sql(
      "insert into conversation_state (bot_id, tenant_id, chat_id, user_id, state) values ($1, $2, 1, 1, '{}')",
      [bot, tenant],
    );
    await drain();
    expect(await rowsOf(bot)).toBe(1);
    await sql("update deletions set due_at = due_at - interval '1 hour'");
    await drain();
    expect(await rowsOf(bot)).toBe(0);
    expect(await sql("select from deletions")).toEqual([]);
  });

  test("follows when a whole tenant goes, and when a conversation does", async () => {
    const gone = await filled();
    const kept = await filled(2, 4);
    await sql("delete from tenants where id = $1", [gone.tenant]);
    await sql("delete from conversations where bot_id = $1 and chat_id = 1", [kept.bot]);
    while (await removeBatch(orm, 100));
    expect(await rowsOf(gone.bot)).toBe(0);
    expect(await sql("select from messages where bot_id = $1", [kept.bot])).toHaveLength(4);
  });

  test("of a conversation that begins anew takes nothing that is said in it then, and else all of it", async () => {
    const { bot, tenant } = await filled(1, 3);
    const [{ id }] = (await sql("delete from conversations where bot_id = $1 returning id", [bot])) as [{ id: string }];
    await sql(
      "insert into conversations (id, tenant_id, bot_id, chat_id, chat_type) values ($1, $2, $3, 1, 'private')",
      [id, tenant, bot],
    );
    await sql(
      `insert into messages (id, tenant_id, conversation_id, bot_id, inbox_seq, step, direction, content, message_type, status)
       values ($1, $2, $3, $4, 9000000, 0, 'inbound', 'Back again', 'text', 'received')`,
      [newId(), tenant, id, bot],
    );
    while (await removeBatch(orm, 100));
    expect(await sql("select content from messages where bot_id = $1", [bot])).toEqual([{ content: "Back again" }]);
    await sql("delete from conversations where bot_id = $1", [bot]);
    await sql("update deletions set due_at = now()");
    while (await removeBatch(orm, 100));
    expect(await sql("select content from messages where bot_id = $1", [bot])).toEqual([]);
  });
});

describe("the next batch", () => {
  test("is larger after a quick one, smaller after a slow one, and within its bounds", () => {
    expect(nextBatch(500, 20, 5_000)).toBe(1_000);
    expect(nextBatch(500, 80, 5_000)).toBe(625);
    expect(nextBatch(500, 1_000, 5_000)).toBe(250);
    expect(nextBatch(60, 60_000, 5_000)).toBe(50);
    expect(nextBatch(4_000, 1, 5_000)).toBe(5_000);
  });
});
