import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hashOfCode } from "#shared/connect-code.ts";
import { newId } from "#shared/db/new-id.ts";
import { openSecret } from "#shared/secrets/webhook-secret.ts";
import { type TestedControlPlane, testedControlPlane } from "../testing/control-plane.ts";
import type { Visitor } from "../testing/visitor.ts";

let api: TestedControlPlane;
let person: Visitor;
let tenant: string;
let bot: { id: string; username: string };
let form: string;

beforeAll(async () => {
  api = await testedControlPlane();
  person = await api.person("Anna");
  tenant = (await person.get("/api/v1/tenant")).body.id;
  bot = (await person.post("/api/v1/bots", { token: api.telegram.addBot().token })).body;
  form = newId();
  await api.sql("insert into forms (id, tenant_id, bot_id, name, fields) values ($1, $2, $3, 'F', '[]')", [
    form,
    tenant,
    bot.id,
  ]);
});
afterAll(() => api[Symbol.asyncDispose]());

async function delivery(state: string, submission: string | null = null): Promise<string> {
  const id = newId();
  const attempt = {
    at: new Date().toISOString(),
    durationMs: 3,
    status: 500,
    answer: "no",
    error: "It answered with status 500",
  };
  await api.sql(
    `insert into webhook_deliveries (id, tenant_id, bot_id, submission_id, event, url, host, payload, state, attempts,
       tries, tried_since, next_attempt_at)
     values ($1, $2, $3, $4, 'form.submitted', 'https://a.example/x', 'a.example', '{"b":1,"a":"ü"}', $5, $6, 9,
       now() - interval '2 days', null)`,
    [id, tenant, bot.id, submission, state, JSON.stringify([attempt])],
  );
  return id;
}

describe("the log of deliveries", () => {
  test("lists the newest first, in pages, by state, and shows each whole", async () => {
    const ids = [];
    for (const state of ["delivered", "failed", "delivered", "pending", "failed"]) ids.unshift(await delivery(state));
    const address = `/api/v1/bots/${bot.id}/deliveries`;
    const first = (await person.get(`${address}?limit=3`)).body;
    const second = (await person.get(`${address}?limit=3&cursor=${first.nextCursor}`)).body;
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids);
    expect(second.nextCursor).toBeNull();
    const failed = (await person.get(`${address}?state=failed`)).body.items;
    expect(failed.map(({ id }: { id: string }) => id)).toEqual([ids[0], ids[3]]);
    expect((await person.get(`/api/v1/deliveries/${ids[0]}`)).body).toEqual({
      id: ids[0],
      botId: bot.id,
      event: "form.submitted",
      url: "https://a.example/x",
      preview: false,
      state: "failed",
      payload: { b: 1, a: "ü" },
      attempts: [expect.objectContaining({ status: 500, answer: "no", error: "It answered with status 500" })],
      nextAttemptAt: null,
      createdAt: expect.any(String),
    });
    expect((await person.get(`${address}?state=lost`)).status).toBe(400);
  });

  test("sends one again: due at once, for another day, and its submission waits for it", async () => {
    const submission = newId();
    await api.sql(
      `insert into form_submissions (id, tenant_id, form_id, bot_id, form_version, state, answers, action_state, action_error)
       values ($1, $2, $3, $4, 1, 'complete', '{}', 'failed', 'no')`,
      [submission, tenant, form, bot.id],
    );
    const id = await delivery("failed", submission);
    const woken: string[] = [];
    using woke = new DisposableStack();
    woke.defer(api.coordination.wakeUps.subscribe("deliveries", (key) => woken.push(key)));
    const { status, body } = await person.post(`/api/v1/deliveries/${id}/send-again`);
    expect([status, body.state]).toEqual([200, "pending"]);
    expect(Math.abs(Date.parse(body.nextAttemptAt) - Date.now())).toBeLessThan(5_000);
    expect(body.attempts).toHaveLength(1);
    expect(woken).toEqual([bot.id]);
    expect(
      await api.sql(
        "select tries, tried_since > now() - interval '1 min' as anew from webhook_deliveries where id = $1",
        [id],
      ),
    ).toEqual([{ tries: 0, anew: true }]);
    expect(
      await api.sql("select action_state, action_error, action_due_at from form_submissions where id = $1", [
        submission,
      ]),
    ).toEqual([{ action_state: "pending", action_error: null, action_due_at: null }]);
  });
});

describe("secrets", () => {
  test("are shown once, two at a time, the older for a day; and one that is deleted is gone", async () => {
    const address = "/api/v1/webhook-secrets";
    const first = (await person.post(address)).body;
    expect(first).toMatchObject({ secret: expect.stringMatching(/^whsec_/), expiresAt: null });
    expect(first.secret.slice(-4)).toBe(first.last4);
    const second = (await person.post(address)).body;
    const { items } = (await person.get(address)).body;
    expect(items.map(({ id }: { id: string }) => id)).toEqual([second.id, first.id]);
    expect(JSON.stringify(items)).not.toContain("whsec_");
    const left = Date.parse(items[1].expiresAt) - Date.now();
    expect(left).toBeGreaterThan(23.9 * 3_600_000);
    expect(left).toBeLessThanOrEqual(24 * 3_600_000);
    const [row] = await api.sql("select id, secret_sealed as sealed from webhook_secrets where id = $1", [second.id]);
    expect(row!.sealed).not.toContain(second.secret);
    expect(await openSecret(api.vault, row as never)).toBe(second.secret);

    const third = (await person.post(address)).body;
    const now = (await person.get(address)).body.items;
    expect(now.map(({ id }: { id: string }) => id)).toEqual([third.id, second.id]);
    expect((await person.delete(`${address}/${second.id}`)).status).toBe(204);
    expect((await person.get(address)).body.items).toHaveLength(1);
    expect(api.logged.join()).not.toContain("whsec_");
  });

  test("made at the same moment are never more than two", async () => {
    await Promise.all(Array.from({ length: 5 }, () => person.post("/api/v1/webhook-secrets")));
    expect((await person.get("/api/v1/webhook-secrets")).body.items).toHaveLength(2);
  });

  test("are not for a program's key", async () => {
    const { key } = (await person.post("/api/v1/api-keys", { name: "k" })).body;
    const program = api.visitor({ "x-api-key": key });
    expect((await program.post("/api/v1/webhook-secrets")).status).toBe(403);
  });
});

describe("a connect code", () => {
  test("is made for a form of the bot, works for 15 minutes, and ends the one before", async () => {
    const address = `/api/v1/bots/${bot.id}/connect-codes`;
    const old = (await person.post(address, { formId: form })).body;
    const { status, body } = await person.post(address, { formId: form });
    expect(status).toBe(201);
    expect(body.message).toBe(`/connect@${bot.username} ${body.code}`);
    expect(Date.parse(body.expiresAt) - Date.now()).toBeGreaterThan(14 * 60_000);
    expect(body.code).not.toBe(old.code);
    expect(await api.sql("select hash, form_id from connect_codes")).toEqual([
      { hash: hashOfCode(body.code), form_id: form },
    ]);
  });

  test("is not made for a form that is not the bot's", async () => {
    const other = (await person.post("/api/v1/bots", { token: api.telegram.addBot().token })).body;
    expect((await person.post(`/api/v1/bots/${other.id}/connect-codes`, { formId: form })).status).toBe(404);
    expect((await person.post(`/api/v1/bots/${bot.id}/connect-codes`, {})).status).toBe(400);
  });
});
