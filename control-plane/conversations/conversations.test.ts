import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId } from "#shared/db/new-id.ts";
import { lastRealId } from "#shared/inbox/preview-person.ts";
import { type TestedControlPlane, testedControlPlane } from "../testing/control-plane.ts";
import type { Visitor } from "../testing/visitor.ts";

let api: TestedControlPlane;
let person: Visitor;
let tenantId: string;
let botId: string;
let chats = 0;
let updates = 0;

beforeAll(async () => {
  api = await testedControlPlane();
  await api.person("Operator");
  person = await api.person("Free");
  tenantId = (await person.get("/api/v1/tenant")).body.id;
  botId = (await person.post("/api/v1/bots", { token: api.telegram.addBot().token })).body.id;
});
afterAll(() => api[Symbol.asyncDispose]());

interface Given {
  at?: string;
  firstName?: string;
  lastMessage?: string;
  chatId?: number;
  /** `null`: as the version before the column writes it. */
  preview?: boolean | null;
}

async function conversation(given: Given = {}): Promise<string> {
  const { at = "now()", firstName = "Eve", lastMessage = "Hi", chatId = ++chats, preview = null } = given;
  const id = newId();
  await api.sql(
    `insert into conversations (id, tenant_id, bot_id, chat_id, chat_type, telegram_first_name, last_message, started_at, last_message_at, preview)
     values ($1, $2, $3, $4, 'private', $5, $6, ${at}, ${at}, $7)`,
    [id, tenantId, botId, chatId, firstName, lastMessage, preview],
  );
  return id;
}

async function message(conversationId: string, { content = "Hi", at = "now()" } = {}): Promise<string> {
  const id = newId();
  await api.sql(
    `insert into messages (id, tenant_id, conversation_id, bot_id, inbox_seq, step, direction, content, message_type, status, created_at)
     values ($1, $2, $3, $4, $5, 0, 'inbound', $6, 'text', 'received', ${at})`,
    [id, tenantId, conversationId, botId, ++updates, content],
  );
  return id;
}

/** Walks a list to its end; @returns the ids in the order they came. */
async function walk(address: string): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const { status, body } = await person.get(
      `${address}${address.includes("?") ? "&" : "?"}limit=2${cursor && `&cursor=${cursor}`}`,
    );
    expect(status).toBe(200);
    ids.push(...body.items.map(({ id }: { id: string }) => id));
    cursor = body.nextCursor;
  }
  return ids;
}

describe("conversations", () => {
  test("come last written to first, in pages without gap or repeat, microseconds apart or at the same moment", async () => {
    await api.sql("delete from conversations");
    const base = "now() - interval '1 hour'";
    const same = [await conversation({ at: base }), await conversation({ at: base })];
    const close: string[] = [];
    for (let n = 1; n <= 4; n++)
      close.unshift(await conversation({ at: `date_trunc('day', now()) + interval '${n} microseconds'` }));
    const [first, ...rest] = await walk(`/api/v1/bots/${botId}/conversations`);
    const all = [first, ...rest];
    expect(new Set(all)).toEqual(new Set([...same, ...close]));
    expect(all).toHaveLength(6);
    expect(all.filter((id) => close.includes(id!))).toEqual(close);
  });

  test("are not those of test chats: a column says so, and where the version before wrote none, whose chat it is", async () => {
    await api.sql("delete from conversations");
    const real = [
      await conversation(),
      await conversation({ preview: false }),
      await conversation({ preview: false, chatId: lastRealId + 1 }),
    ];
    const tried = [
      await conversation({ chatId: lastRealId + 2 }),
      await conversation({ chatId: lastRealId + 3, preview: true }),
    ];
    expect(new Set(await walk(`/api/v1/bots/${botId}/conversations`))).toEqual(new Set(real));
    for (const id of real) expect((await person.get(`/api/v1/conversations/${id}`)).status).toBe(200);
    for (const id of tried) {
      expect((await person.get(`/api/v1/conversations/${id}`)).status).toBe(404);
      expect((await person.get(`/api/v1/conversations/${id}/messages`)).status).toBe(404);
    }
  });

  test("are found by the whole external id of the chat or of who wrote, and by no other", async () => {
    await api.sql("delete from conversations");
    const long = await conversation({ chatId: 2 ** 51 + 1, firstName: "One" });
    await conversation({ chatId: 2 ** 51 + 2, firstName: "Other" });
    const short = await conversation({ chatId: -1_001_234_567_890 });
    await api.sql(
      `insert into addresses (bot_id, tenant_id, kind, external, local)
       select $1, $2, 'chat', '120345678901234567' || n, 2251799813685248 + n from generate_series(1, 2) n`,
      [botId, tenantId],
    );
    const found = (search: string) => walk(`/api/v1/bots/${botId}/conversations?search=${search}`);
    expect(await found("1203456789012345671")).toEqual([long]);
    expect(await found("120345678901234567")).toEqual([]);
    expect(await found("-1001234567890")).toEqual([short]);
    expect((await person.get(`/api/v1/conversations/${long}`)).body).toMatchObject({
      chatId: 2 ** 51 + 1,
      externalId: "1203456789012345671",
      userExternalId: null,
    });
    expect((await person.get(`/api/v1/conversations/${short}`)).body.externalId).toBe("-1001234567890");
  });

  test("keep their order from hour to hour", async () => {
    await api.sql("delete from conversations");
    const hour = "date_trunc('hour', now())";
    const newestFirst = ["0 s", "1 s", "59 min 59 s", "1 hour", "1 hour 1 s", "25 hours"];
    const ids = new Map<string, string>();
    for (const ago of newestFirst.toSorted()) ids.set(ago, await conversation({ at: `${hour} - interval '${ago}'` }));
    expect(await walk(`/api/v1/bots/${botId}/conversations`)).toEqual(newestFirst.map((ago) => ids.get(ago)));
  });

  test("end where the plan's history ends", async () => {
    await api.sql("delete from conversations");
    const fresh = await conversation({ at: "now() - interval '6 days 23 hours'" });
    const old = await conversation({ at: "now() - interval '7 days 1 hour'" });
    expect(await walk(`/api/v1/bots/${botId}/conversations`)).toEqual([fresh]);
    expect((await person.get(`/api/v1/conversations/${old}`)).status).toBe(404);
    expect((await person.get(`/api/v1/conversations/${old}/messages`)).status).toBe(404);
    await api.sql("update tenants set plan = 'starter' where id = $1", [tenantId]);
    expect(await walk(`/api/v1/bots/${botId}/conversations`)).toEqual([fresh, old]);
    await api.sql("update tenants set plan = 'free' where id = $1", [tenantId]);
  });

  test("are found by a part of the name or the latest message, whatever characters are in it", async () => {
    await api.sql("delete from conversations");
    const percent = await conversation({ firstName: "100% _Анна_ \\o/" });
    const plain = await conversation({ firstName: "Bob", lastMessage: "pizza please" });
    const search = (text: string) => walk(`/api/v1/bots/${botId}/conversations?search=${encodeURIComponent(text)}`);
    expect(await search("анна")).toEqual([percent]);
    expect(await search("0%")).toEqual([percent]);
    expect(await search("%")).toEqual([percent]);
    expect(await search("_")).toEqual([percent]);
    expect(await search("\\o")).toEqual([percent]);
    expect(await search("PIZZA")).toEqual([plain]);
    expect(await search("'; drop table conversations; --")).toEqual([]);
    expect(await search("")).toHaveLength(2);
    expect((await person.get(`/api/v1/bots/${botId}/conversations?search=%00`)).status).toBe(400);
  });

  test("of a bot that does not exist are 404", async () => {
    expect((await person.get(`/api/v1/bots/${crypto.randomUUID()}/conversations`)).status).toBe(404);
  });
});

describe("a conversation's messages", () => {
  test("come newest first, in pages, as far back as the plan keeps them", async () => {
    const id = await conversation();
    await message(id, { content: "too old", at: "now() - interval '8 days'" });
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) ids.unshift(await message(id, { content: `message ${n}` }));
    expect(await walk(`/api/v1/conversations/${id}/messages`)).toEqual(ids);
    const { body } = await person.get(`/api/v1/conversations/${id}/messages`);
    expect(body.items[0]).toMatchObject({
      conversationId: id,
      content: "message 4",
      direction: "inbound",
      status: "received",
    });
  });

  test("do not shift a page while new ones arrive", async () => {
    const id = await conversation();
    const ids = [await message(id), await message(id), await message(id)].reverse();
    const first = await person.get(`/api/v1/conversations/${id}/messages?limit=2`);
    await message(id);
    const second = await person.get(`/api/v1/conversations/${id}/messages?limit=2&cursor=${first.body.nextCursor}`);
    expect([...first.body.items, ...second.body.items].map((item) => item.id)).toEqual(ids);
  });
});

describe("a cursor", () => {
  test.each([
    ["of another list", ["0199b2c4-0000-7000-8000-000000000001"]],
    ["with a time that is none", ["yesterday-ish!", "0199b2c4-0000-7000-8000-000000000001"]],
    ["with SQL for an id", ["2026-01-01", "1' or '1'='1"]],
    ["that is no list", { id: 1 }],
  ])("%s is 400", async (_, parts) => {
    const cursor = Buffer.from(JSON.stringify(parts)).toString("base64url");
    expect((await person.get(`/api/v1/bots/${botId}/conversations?cursor=${cursor}`)).status).toBe(400);
  });
});
