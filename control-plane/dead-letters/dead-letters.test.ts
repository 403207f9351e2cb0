import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { firstHeldBack } from "#shared/inbox/handed-on.ts";
import { lastRealId } from "#shared/inbox/preview-person.ts";
import type { DeadLetter } from "#shared/schemas/dead-letter.ts";
import { type TestedControlPlane, testedControlPlane } from "../testing/control-plane.ts";
import type { Visitor } from "../testing/visitor.ts";

let api: TestedControlPlane;
let person: Visitor;
let tenant: string;
let bot: string;
let updates = 0;

beforeAll(async () => {
  api = await testedControlPlane();
  person = await api.person("Anna");
  tenant = (await person.get("/api/v1/tenant")).body.id;
});
afterAll(() => api[Symbol.asyncDispose]());

async function newBot(): Promise<void> {
  bot = (await person.post("/api/v1/bots", { token: api.telegram.addBot().token })).body.id;
}

/** As a runtime leaves it. @returns its id */
async function putAside(update: object, { inbox = true, updateId = ++updates } = {}): Promise<string> {
  const [row] = await api.sql(
    `insert into inbox (shard, bot_id, update_id, tenant_id, lane, payload, attempts, not_before, done_at)
     values (0, $1, $2, $3, 'chat:1', $4, 3, now() - interval '1 day', now() - interval '1 day') returning seq::text`,
    [bot, updateId, tenant, JSON.stringify({ update_id: updateId, ...update })],
  );
  await api.sql(
    `insert into dead_letters (seq, tenant_id, bot_id, update_id, payload, error, attempts, received_at)
     select seq, tenant_id, bot_id, update_id, payload, 'Error: poison', 3, received_at from inbox where seq = $1`,
    [row!.seq],
  );
  if (!inbox) await api.sql("delete from inbox where seq = $1", [row!.seq]);
  return row!.seq as string;
}

const message = (text: string, from: object = { id: 5, first_name: "Ann", last_name: "Lee" }) => ({
  message: { message_id: 1, from, chat: { id: 5, type: "private" }, text },
});

const listed = async (query = ""): Promise<{ items: DeadLetter[]; nextCursor: string | null }> =>
  (await person.get(`/api/v1/bots/${bot}/dead-letters${query}`)).body;

const inboxRow = async (seq: string) =>
  (await api.sql("select done_at is null as pending, attempts from inbox where seq = $1", [seq]))[0];

describe("what could not be handled", () => {
  test("is listed, the newest first, in pages, with whose it is and why", async () => {
    await newBot();
    expect(await listed()).toEqual({ items: [], nextCursor: null });
    await putAside(message("one"));
    await putAside({ callback_query: { id: "1", from: { id: 5, first_name: "Ann" }, data: "m:x" } });
    await putAside({ ...message("for the model"), botfactory: { type: "answer", question: "for the model" } });
    await putAside({ botfactory: { type: "notify" } });
    await putAside(message("tried out", { id: lastRealId + 7, first_name: "Visitor" }));
    const first = await listed("?limit=3");
    const second = await listed(`?limit=3&cursor=${first.nextCursor}`);
    expect(second.nextCursor).toBeNull();
    expect(
      [...first.items, ...second.items].map(({ kind, from, text, preview }) => [kind, from, text, preview]),
    ).toEqual([
      ["message", "Visitor", "tried out", true],
      ["botfactory", null, null, false],
      ["message", "Ann Lee", "for the model", false],
      ["callback_query", "Ann", null, false],
      ["message", "Ann Lee", "one", false],
    ]);
    expect(first.items[0]).toMatchObject({ botId: bot, error: "Error: poison", attempts: 3 });
  });

  test("is tried again when asked: it waits in the inbox as though it had just come, and its bot hears of it", async () => {
    await newBot();
    const [one, other] = [await putAside(message("one")), await putAside(message("other"))];
    const woken: string[] = [];
    using woke = new DisposableStack();
    woke.defer(api.coordination.wakeUps.subscribe("bot", (key) => woken.push(key)));
    const [before] = await api.sql("select revision::int from bots where id = $1", [bot]);
    expect((await person.post(`/api/v1/dead-letters/${one}/try-again`)).status).toBe(204);
    expect(await inboxRow(one)).toEqual({ pending: true, attempts: 0 });
    expect(await inboxRow(other)).toEqual({ pending: false, attempts: 3 });
    expect((await listed()).items.map(({ id }) => id)).toEqual([other]);
    const [after] = await api.sql("select revision::int from bots where id = $1", [bot]);
    expect(after!.revision).toBeGreaterThan(before!.revision as number);
    expect(woken).toEqual([bot]);
    expect((await person.post(`/api/v1/dead-letters/${one}/try-again`)).status).toBe(404);
  });

  test("is tried again all together, except what the inbox no longer has", async () => {
    await newBot();
    const kept = [await putAside(message("one")), await putAside(message("two"))];
    const gone = await putAside(message("three"), { inbox: false });
    expect((await person.post(`/api/v1/bots/${bot}/dead-letters/try-again`)).body).toEqual({ count: 2 });
    for (const seq of kept) expect(await inboxRow(seq)).toEqual({ pending: true, attempts: 0 });
    expect((await listed()).items.map(({ id }) => id)).toEqual([gone]);
    const { status, body } = await person.post(`/api/v1/dead-letters/${gone}/try-again`);
    expect([status, body.error.code]).toEqual([409, "conflict"]);
    expect((await person.ask("DELETE", `/api/v1/dead-letters/${gone}`)).status).toBe(204);
    expect((await listed()).items).toEqual([]);
  });

  test("is held back from runtimes that would misread it, when it is an order that they do not know", async () => {
    await newBot();
    const order = { ...message("for the model"), botfactory: { type: "answer" } };
    const held = await putAside(order, { updateId: firstHeldBack - 1 });
    const plain = await putAside(message("one"));
    await person.post(`/api/v1/bots/${bot}/dead-letters/try-again`);
    expect(await api.sql("select seq::text from inbox where not_before <= now() and bot_id = $1", [bot])).toEqual([
      { seq: plain },
    ]);
    expect(await inboxRow(held)).toEqual({ pending: true, attempts: 0 });
  });
});
