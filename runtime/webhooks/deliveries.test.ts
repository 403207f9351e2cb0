import { Pool } from "pg";
import { describe, expect, test } from "vitest";
import { newId } from "#shared/db/new-id.ts";
import { testDatabase } from "#shared/testing/postgres/test-database.ts";
import { createDeliveries, type Delivery } from "./deliveries.ts";

const tenantId = newId();
const botId = newId();
const answered = (status: number) => ({
  delivered: status < 300,
  attempt: {
    at: new Date().toISOString(),
    durationMs: 5,
    status,
    answer: "",
    error: status < 300 ? null : "It answered",
  },
});

async function setting() {
  const stack = new AsyncDisposableStack();
  const { url } = stack.use(await testDatabase());
  const pool = stack.adopt(new Pool({ connectionString: url, max: 8 }), (opened) => opened.end());
  await pool.query("insert into tenants (id, name, slug) values ($1, 'T', 't')", [tenantId]);
  await pool.query("insert into bots (id, tenant_id, name, shard) values ($1, $2, 'B', 0)", [botId, tenantId]);
  const enqueue = async (url = "http://a.example/") => {
    const id = newId();
    await pool.query(
      `insert into webhook_deliveries (id, tenant_id, bot_id, event, url, host, payload)
       values ($1, $2, $3, 'command', $4, $5, '{}')`,
      [id, tenantId, botId, url, new URL(url).host],
    );
    return id;
  };
  const stateOf = async (id: string) =>
    (
      await pool.query("select state, jsonb_array_length(attempts) as attempts from webhook_deliveries where id = $1", [
        id,
      ])
    ).rows[0];
  return {
    pool,
    deliveries: createDeliveries({ pool }),
    enqueue,
    stateOf,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

describe("deliveries", () => {
  test("are claimed by one of those who try at the same time, and by nobody until the claim ends", async () => {
    await using given = await setting();
    const ids = await Promise.all(Array.from({ length: 50 }, () => given.enqueue()));
    const claims = await Promise.all(Array.from({ length: 6 }, () => given.deliveries.claim(ids)));
    expect(
      claims
        .flat()
        .map(({ id }) => id)
        .sort(),
    ).toEqual([...ids].sort());
    expect(await given.deliveries.claim(ids)).toEqual([]);
    expect((await given.deliveries.due({ hosts: [], tenants: [] })).deliveries).toEqual([]);
    await given.deliveries.release(ids.slice(0, 2));
    expect(await given.deliveries.claim(ids)).toHaveLength(2);
  });

  test("are looked for without the hosts and tenants that are full", async () => {
    await using given = await setting();
    await given.enqueue("http://a.example:81/");
    const id = await given.enqueue("http://b.example/");
    const { deliveries } = given;
    expect((await deliveries.due({ hosts: ["a.example:81"], tenants: [] })).deliveries).toEqual([
      { id, host: "b.example", tenantId },
    ]);
    expect((await deliveries.due({ hosts: [], tenants: [tenantId] })).deliveries).toEqual([]);
  });

  test("stay delivered, whatever an attempt says that was under way beside the one that arrived", async () => {
    await using given = await setting();
    const id = await given.enqueue();
    const [delivery] = (await given.deliveries.claim([id])) as [Delivery];
    expect(await given.deliveries.record(delivery, answered(200))).toBe("delivered");
    expect(await given.deliveries.record(delivery, answered(500))).toBe("delivered");
    expect(await given.stateOf(id)).toEqual({ state: "delivered", attempts: 2 });
  });

  test("of an update are one, though it is handled again, and remember what was answered", async () => {
    await using given = await setting();
    const made = { tenantId, botId, event: "command", url: "http://a.example/", payload: { text: "\0" } } as const;
    const first = await given.deliveries.forUpdate(7, made);
    expect(first).toMatchObject({ delivered: false, lastAnswer: null, tries: 0, body: '{"text":""}' });
    expect((await given.deliveries.due({ hosts: [], tenants: [] })).deliveries).toEqual([]);
    const answer = answered(200);
    await given.deliveries.record(first, { ...answer, attempt: { ...answer.attempt, answer: "hello" } });
    expect(await given.deliveries.forUpdate(7, made)).toMatchObject({
      id: first.id,
      delivered: true,
      lastAnswer: "hello",
    });
    expect((await given.deliveries.forUpdate(8, made)).id).not.toBe(first.id);
  });
});
