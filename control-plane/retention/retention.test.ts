import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { memoryCoordination } from "#shared/coordination/memory.ts";
import { newId } from "#shared/db/new-id.ts";
import { background } from "#shared/lifecycle/background.ts";
import { createLog } from "#shared/log.ts";
import { type TestedControlPlane, testedControlPlane } from "../testing/control-plane.ts";
import { Retention } from "./retention.ts";
import { sweep } from "./sweep.ts";

let api: TestedControlPlane;
let freeBot: { tenant: string; id: string };
let enterpriseBot: { tenant: string; id: string };
let rows = 0;

beforeAll(async () => {
  api = await testedControlPlane();
  enterpriseBot = await bot("Operator");
  freeBot = await bot("Free");
});
afterAll(() => api[Symbol.asyncDispose]());

async function bot(name: string) {
  const person = await api.person(name);
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

  test("deletes sessions that have ended", async () => {
    await api.sql(
      "update sessions set expires_at = now() - interval '1 s' where user_id = (select id from users where name = 'Free')",
    );
    await pass();
    expect(await api.sql("select from sessions")).toHaveLength(1);
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
    const { leases } = memoryCoordination();
    const elsewhere = await leases.acquire("retention", "another", 60_000);
    const idle = background((signal) => new Retention({ orm: api.orm, files: api.files, leases, log }).run(signal));
    await new Promise((resolve) => setTimeout(resolve, 300));
    await idle[Symbol.asyncDispose]();
    expect(await exists(id)).toBe(true);

    await leases.release(elsewhere!);
    const working = background((signal) => new Retention({ orm: api.orm, files: api.files, leases, log }).run(signal));
    await expect.poll(() => exists(id)).toBe(false);
    await working[Symbol.asyncDispose]();
    expect(await leases.held("retention")).toEqual(new Map());
  });
});
