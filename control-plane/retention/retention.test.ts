import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { memoryCoordination } from "#shared/coordination/memory.ts";
import { newId } from "#shared/db/new-id.ts";
import { lastRealId } from "#shared/inbox/preview-person.ts";
import { background } from "#shared/lifecycle/background.ts";
import { createLog } from "#shared/log.ts";
import { type TestedControlPlane, testedControlPlane } from "../testing/control-plane.ts";
import { submit } from "../testing/submissions.ts";
import type { Visitor } from "../testing/visitor.ts";
import { Retention } from "./retention.ts";
import { sweep } from "./sweep.ts";

let api: TestedControlPlane;
let enterprise: Visitor;
let freeBot: { tenant: string; id: string };
let enterpriseBot: { tenant: string; id: string };
let rows = 0;

beforeAll(async () => {
  api = await testedControlPlane();
  enterprise = await api.person("Operator");
  enterpriseBot = await bot(enterprise);
  freeBot = await bot(await api.person("Free"));
});
afterAll(() => api[Symbol.asyncDispose]());

async function bot(person: Visitor) {
  const { body } = await person.post("/api/v1/bots", { token: api.telegram.addBot().token });
  return { id: body.id as string, tenant: (await person.get("/api/v1/tenant")).body.id as string };
}

async function conversation(of: typeof freeBot, ages: string[]): Promise<string> {
  const id = newId();
  await api.sql(
    `insert into conversations (id, tenant_id, bot_id, chat_id, chat_type, started_at, last_message_at)
     values ($1, $2, $3, $4, 'private', now() - $5::interval, now() - $6::interval)`,
    [id, of.tenant, of.id, ++rows, ages[0], ages.at(-1)],
  );
  for (const age of ages)
    await api.sql(
      `insert into messages (id, tenant_id, conversation_id, bot_id, inbox_seq, step, direction, content, message_type, status, created_at)
       values ($1, $2, $3, $4, $5, 0, 'inbound', $6::text, 'text', 'received', now() - $6::text::interval)`,
      [newId(), of.tenant, id, of.id, ++rows, age],
    );
  return id;
}

const contents = async (id: string) =>
  (await api.sql("select content from messages where conversation_id = $1 order by id", [id])).map(
    ({ content }) => content,
  );

const exists = async (id: string) => (await api.sql("select from conversations where id = $1", [id])).length === 1;

const pass = (batch?: number) =>
  sweep({ orm: api.orm, now: new Date(), mayGoOn: async () => true, ...(batch && { batch }) });

describe("a retention pass", () => {
  test("deletes what is older than the tenant's plan keeps, in batches smaller than there is, and nothing else", async () => {
    const mixed = await conversation(freeBot, [...new Array(7).fill("8 days"), "6 days", "1 hour"]);
    const old = await conversation(freeBot, ["40 days", "8 days"]);
    const kept = await conversation(enterpriseBot, ["2000 days"]);
    await pass(2);
    expect(await contents(mixed)).toEqual(["6 days", "1 hour"]);
    expect(await exists(old)).toBe(false);
    expect(await contents(kept)).toEqual(["2000 days"]);
  });

  test("deletes inbox rows done two days ago, and those of bots that are gone, but nothing that is not done", async () => {
    const insert = (botId: string, age: string, done: boolean) =>
      api.sql(
        `insert into inbox (shard, bot_id, update_id, tenant_id, lane, payload, received_at, done_at)
         values (3, $1, $2, $3, 'l', '{}', now() - $4::interval, ${done ? "now() - $4::interval" : "null"})`,
        [botId, ++rows, freeBot.tenant, age],
      );
    await insert(freeBot.id, "49 hours", true);
    await insert(freeBot.id, "47 hours", true);
    await insert(freeBot.id, "90 days", false);
    await insert(newId(), "1 minute", false);
    await pass();
    const left = await api.sql("select bot_id, done_at is null as open from inbox order by open");
    expect(left).toEqual([
      { bot_id: freeBot.id, open: false },
      { bot_id: freeBot.id, open: true },
    ]);
  });

  test("keeps what could not be handled as long as it can be tried again, 30 days at most", async () => {
    await api.sql("delete from inbox");
    const bury = async (of: typeof freeBot, age: string) => {
      const [row] = await api.sql(
        `insert into inbox (shard, bot_id, update_id, tenant_id, lane, payload, received_at, done_at)
         values (3, $1, $2, $3, 'l', '{}', now() - $4::interval, now() - $4::interval) returning seq`,
        [of.id, ++rows, of.tenant, age],
      );
      await api.sql(
        `insert into dead_letters (seq, tenant_id, bot_id, update_id, payload, error, attempts, received_at, died_at)
         values ($1, $2, $3, $4, '{}', 'Error', 3, now() - $5::interval, now() - $5::interval)`,
        [row!.seq, of.tenant, of.id, rows, age],
      );
      return row!.seq;
    };
    const kept = [await bury(freeBot, "6 days"), await bury(enterpriseBot, "29 days")];
    await bury(freeBot, "8 days");
    await bury(enterpriseBot, "31 days");
    await pass();
    const seqs = async (table: string) =>
      (await api.sql(`select seq from ${table} order by seq`)).map(({ seq }) => seq);
    expect(await seqs("dead_letters")).toEqual(kept);
    expect(await seqs("inbox")).toEqual(kept);
  });

  test("deletes forms left halfway a month ago, and what test chats left of theirs, but nothing that was finished", async () => {
    const { body: form } = await enterprise.post(`/api/v1/bots/${enterpriseBot.id}/forms`, {
      name: "Order",
      fields: [{ type: "text", name: "what", label: "What?" }],
    });
    const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
    const kept = [
      await submit(api, form.id, { at: daysAgo(2000) }),
      await submit(api, form.id, { at: daysAgo(29), state: "partial" }),
    ];
    const begun = await submit(api, form.id, { at: daysAgo(31), state: "partial" });
    await api.sql("update form_submissions set updated_at = now() where id = $1", [begun]);
    for (let n = 0; n < 3; n++) await submit(api, form.id, { at: daysAgo(31), state: "partial" });
    await submit(api, form.id, { telegramUserId: lastRealId + 7 });
    await submit(api, form.id, { telegramUserId: lastRealId + 8, preview: true });
    kept.push(await submit(api, form.id, { telegramUserId: lastRealId + 9, preview: false }));
    await pass(2);
    const left = await api.sql("select id from form_submissions order by id");
    expect(left.map(({ id }) => id)).toEqual([...kept.slice(0, 2), begun, ...kept.slice(2)]);
  });

  test("deletes by which ids old messages were known, and never those of people and chats", async () => {
    const insert = ({ id, tenant }: typeof freeBot, kind: string, age: string) =>
      api.sql(
        `insert into addresses (bot_id, tenant_id, kind, external, local, created_at)
         values ($1, $2, $3, $4, nextval('address_local'), now() - $5::interval)`,
        [id, tenant, kind, String(++rows), age],
      );
    for (let n = 0; n < 3; n++) await insert(freeBot, "message", "9 days");
    await insert(freeBot, "message", "7 days 12 h");
    await insert(freeBot, "chat", "900 days");
    await insert(enterpriseBot, "message", "900 days");
    await pass(2);
    const left = await api.sql(
      "select kind, (now() - created_at)::text as age from addresses order by created_at, kind",
    );
    expect(left.map(({ kind, age }) => `${kind} ${age}`.replace(/:.*/, ""))).toEqual([
      "chat 900 days 00",
      "message 900 days 00",
      "message 7 days 12",
    ]);
  });

  test("deletes how far people had come in forms that they left more than a week ago", async () => {
    const insert = (age: string) =>
      api.sql(
        `insert into conversation_state (bot_id, tenant_id, chat_id, user_id, state, updated_at)
         values ($1, $2, $3, 1, '{}', now() - $4::interval)`,
        [freeBot.id, freeBot.tenant, ++rows, age],
      );
    await insert("9 days");
    await insert("7 days");
    await pass();
    expect(await api.sql("select from conversation_state")).toHaveLength(1);
  });

  test("deletes questions a day after there are others, unless somebody is still asked them", async () => {
    const fields = [{ type: "text", name: "what", label: "What?" }];
    const form = async () => {
      const { body } = await enterprise.post(`/api/v1/bots/${enterpriseBot.id}/forms`, { name: "Order", fields });
      for (const label of ["Which?", "Who?"])
        await enterprise.patch(`/api/v1/forms/${body.id}`, { fields: [{ ...fields[0], label }] });
      await api.sql(
        "update form_versions set created_at = now() - interval '25 h' where form_id = $1 and version < 3",
        [body.id],
      );
      return body.id as string;
    };
    const [left, filledIn] = [await form(), await form()];
    await api.sql(
      `insert into conversation_state (bot_id, tenant_id, chat_id, user_id, state) values ($1, $2, 1, 1, $3)`,
      [enterpriseBot.id, enterpriseBot.tenant, { run: { form: { id: filledIn, version: 1 } } }],
    );
    await pass();
    const kept = await api.sql("select form_id, version from form_versions where form_id = any($1)", [
      [left, filledIn],
    ]);
    expect(kept.map(({ form_id, version }) => `${form_id} ${version}`).sort()).toEqual(
      [`${left} 2`, `${left} 3`, `${filledIn} 1`, `${filledIn} 2`, `${filledIn} 3`].sort(),
    );
    await api.sql("delete from conversation_state");
  });

  test("deletes sessions that have ended", async () => {
    await api.sql(
      "update sessions set expires_at = now() - interval '1 s' where user_id = (select id from users where name = 'Free')",
    );
    await pass();
    expect(await api.sql("select from sessions")).toHaveLength(1);
  });

  test("deletes webhooks settled a month ago, secrets and codes that have ended, and none that is still to be sent", async () => {
    const deliver = (state: string, age: string) =>
      api.sql(
        `insert into webhook_deliveries (id, tenant_id, bot_id, event, url, host, payload, state, updated_at)
         values ($1, $2, $3, 'command', $4, 'a', '{}', $5, now() - $6::interval)`,
        [newId(), freeBot.tenant, freeBot.id, `${state} ${age}`, state, age],
      );
    for (const state of ["delivered", "failed", "pending"])
      for (const age of ["31 days", "29 days"]) await deliver(state, age);
    const secret = (ends: string) =>
      api.sql(
        `insert into webhook_secrets (id, tenant_id, secret_sealed, last4, expires_at) values ($1, $2, 's', $3, ${ends})`,
        [newId(), freeBot.tenant, ends.slice(0, 4)],
      );
    for (const ends of ["now() - interval '1 s'", "now() + interval '1 h'", "null"]) await secret(ends);
    await pass(1);
    expect((await api.sql("select url from webhook_deliveries order by id")).map(({ url }) => url)).toEqual([
      "delivered 29 days",
      "failed 29 days",
      "pending 31 days",
      "pending 29 days",
    ]);
    expect(await api.sql("select from webhook_secrets")).toHaveLength(2);
  });

  test("ends early when it may not go on", async () => {
    const id = await conversation(freeBot, new Array(6).fill("9 days"));
    let turns = 0;
    await sweep({ orm: api.orm, now: new Date(), batch: 2, mayGoOn: async () => ++turns <= 2 });
    expect(await contents(id)).toHaveLength(4);
  });
});

describe("retention", () => {
  const log = createLog({ level: "silent", destination: { write() {} } });

  test("works as soon as it runs, in one process at a time, and stops when told to", async () => {
    const id = await conversation(freeBot, ["9 days"]);
    const { leases, polls } = memoryCoordination();
    const report = { runtime: "r", state: "running", lastPollAt: 1, lastError: null } as const;
    await polls.put(new Map([freeBot.id, newId()].map((bot) => [bot, report])));
    const elsewhere = await leases.acquire("retention", "another", 60_000);
    const refused = Promise.withResolvers<void>();
    const counted: typeof leases = {
      ...leases,
      async acquire(...lease) {
        const acquired = await leases.acquire(...lease);
        refused.resolve();
        return acquired;
      },
    };
    const idle = background((signal) =>
      new Retention({ orm: api.orm, files: api.files, coordination: { polls, leases: counted }, log }).run(signal),
    );
    await refused.promise;
    await idle[Symbol.asyncDispose]();
    expect(await exists(id)).toBe(true);

    await leases.release(elsewhere!);
    const working = background((signal) =>
      new Retention({ orm: api.orm, files: api.files, coordination: { polls, leases }, log }).run(signal),
    );
    await expect.poll(() => exists(id)).toBe(false);
    // Of a bot that is no more nobody else takes it back.
    await expect.poll(() => polls.ids()).toEqual([freeBot.id]);
    await working[Symbol.asyncDispose]();
    expect(await leases.held("retention")).toEqual(new Map());
  });
});
