/** One tenant never sees or changes what is another's, whatever the route, and whichever of the two locks is left open. */
import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Bot } from "#shared/db/entities/bot.ts";
import { tenantScope } from "#shared/db/tenant-scope.ts";
import { previewFileId } from "#shared/inbox/preview-person.ts";
import { allRoutes } from "./all-routes.ts";
import { openAllClients } from "./channels/all-channels.ts";
import type { Route } from "./http/route.ts";
import { type TestedControlPlane, testedControlPlane } from "./testing/control-plane.ts";
import { submit } from "./testing/submissions.ts";
import type { Visitor } from "./testing/visitor.ts";

let api: TestedControlPlane;
let operator: Visitor;
let owner: Visitor;
let stranger: Visitor;
let strangersKey: Visitor;
/** What the owner has, by the name that addresses call it by. */
let owned: {
  botId: string;
  command: string;
  form: string;
  submission: string;
  conversation: string;
  apiKey: string;
  preview: string;
  file: string;
  delivery: string;
  deadLetter: string;
  secret: string;
};
const previewFile = randomUUID();
/** Nobody's but the operator's. */
const runtime = "rt-of-the-test";
let routes: Route[];

beforeAll(async () => {
  api = await testedControlPlane({ assigns: false });
  operator = await api.person("Operator");
  owner = await api.person("Owner");
  stranger = await api.person("Stranger");
  strangersKey = api.visitor({ "x-api-key": (await stranger.post("/api/v1/api-keys", { name: "k" })).body.key });
  const { orm, files, coordination, vault, config } = api;
  routes = allRoutes({
    orm,
    files,
    coordination,
    vault,
    config,
    clients: openAllClients(config),
    stopping: new AbortController().signal,
    ai: { complete: () => Promise.reject(new Error()) },
  });

  const { body: tenant } = await owner.get("/api/v1/tenant");
  await api.sql("update tenants set plan = 'starter' where id = $1", [tenant.id]);
  const { body: bot } = await owner.post("/api/v1/bots", { token: api.telegram.addBot().token });
  const { body: command } = await owner.post(`/api/v1/bots/${bot.id}/commands`, textCommand);
  const { body: form } = await owner.post(`/api/v1/bots/${bot.id}/forms`, textForm);
  const submission = await submit(api, form.id, { answers: { what: "The owner's secret" } });
  const { body: apiKey } = await owner.post("/api/v1/api-keys", { name: "mine" });
  const conversation = randomUUID();
  await api.sql(
    "insert into conversations (id, tenant_id, bot_id, chat_id, chat_type) values ($1, $2, $3, 1, 'private')",
    [conversation, tenant.id, bot.id],
  );
  const { body: preview } = await owner.post(`/api/v1/bots/${bot.id}/preview/sessions`, {});
  await api.sql("insert into preview_files (id, session_id, tenant_id, content) values ($1, $2, $3, 'x')", [
    previewFile,
    preview.id,
    tenant.id,
  ]);
  const file = randomUUID();
  await api.files.put("a-key", Readable.from(["x"], { objectMode: false }), { maxBytes: 1 });
  await api.sql(
    "insert into files (id, tenant_id, bot_id, storage_key, content_type, size) values ($1, $2, $3, 'a-key', 'image/png', 1)",
    [file, tenant.id, bot.id],
  );
  const delivery = randomUUID();
  await api.sql(
    `insert into webhook_deliveries (id, tenant_id, bot_id, event, url, host, payload, state)
     values ($1, $2, $3, 'command', 'https://a.example/', 'a.example', '{}', 'failed')`,
    [delivery, tenant.id, bot.id],
  );
  const deadLetter = "770077007700770077";
  await api.sql(
    `insert into inbox (shard, bot_id, update_id, seq, tenant_id, lane, payload, done_at) overriding system value
     values (0, $1, 5, $2, $3, 'chat:1', '{}', now())`,
    [bot.id, deadLetter, tenant.id],
  );
  await api.sql(
    `insert into dead_letters (seq, tenant_id, bot_id, update_id, payload, error, attempts, received_at)
     values ($1, $2, $3, 5, '{}', 'Error', 3, now())`,
    [deadLetter, tenant.id, bot.id],
  );
  const { body: secret } = await owner.post("/api/v1/webhook-secrets");
  bodies["post /bots/:botId/connect-codes"] = { formId: form.id };
  owned = {
    botId: bot.id,
    command: command.id,
    form: form.id,
    submission,
    conversation,
    apiKey: apiKey.id,
    preview: preview.id,
    file,
    delivery,
    deadLetter,
    secret: secret.id,
  };
});
afterAll(() => api[Symbol.asyncDispose]());

const textForm = { name: "Order", fields: [{ type: "text", name: "what", label: "What?" }] };
const textCommand = { name: "hi", responseType: "text", textResponse: "Hi" };

/** A body that each route takes from its rightful owner. */
const bodies: Record<string, object> = {
  "patch /tenant": { name: "Taken over" },
  "post /api-keys": { name: "A key" },
  "post /bots": { token: `123456789:${"A".repeat(35)}` },
  "patch /bots/:botId": { name: "Taken over" },
  "patch /bots/:botId/sentences": { en: { welcome: "Taken over" } },
  "post /bots/:botId/test-prompt": { message: "Hello" },
  "post /bots/:botId/commands": { ...textCommand, name: "taken" },
  "post /bots/:botId/forms": textForm,
  "patch /forms/:id": { name: "Taken over" },
  "patch /commands/:id": { textResponse: "Taken over" },
  "post /bots/:botId/preview/sessions": { firstName: "Somebody" },
  "post /preview/sessions/:id/messages": { text: "Hello" },
  "post /preview/sessions/:id/presses": { messageId: 1, data: "m:x:" },
  "post /preview/sessions/:id/contacts": { phoneNumber: "+4912345" },
  "post /preview/sessions/:id/locations": { latitude: 1, longitude: 1 },
  // An upload, which takes any body until it is known whose it would be.
  "post /preview/sessions/:id/photos": {},
  // Its form is the owner's: see above.
  "post /bots/:botId/connect-codes": {},
};

const nameOf = ({ method, path }: Route) => `${method} ${path}`;

function addressOf({ path }: Route): string {
  const resource = path.split("/")[1];
  const id = {
    commands: owned.command,
    forms: owned.form,
    submissions: owned.submission,
    conversations: owned.conversation,
    files: owned.file,
    deliveries: owned.delivery,
    "dead-letters": owned.deadLetter,
    "webhook-secrets": owned.secret,
    "api-keys": owned.apiKey,
    preview: owned.preview,
    cluster: runtime,
  }[resource ?? ""];
  const address = path
    .replace(":botId", owned.botId)
    .replace(":id", id ?? "")
    .replace(":fileId", previewFileId(previewFile));
  if (address.includes(":")) throw new Error(`${path} names something this test knows nothing of: teach it`);
  return `/api/v1${address}`;
}

/** All that there is in the tables of tenants, except the counters that every request may move. */
async function everything(): Promise<string> {
  const tables = [
    "tenants",
    "bots",
    "commands",
    "forms",
    "form_versions",
    "form_submissions",
    "conversations",
    "messages",
    "bot_errors",
    "inbox",
    "dead_letters",
    "files",
    "preview_sessions",
    "preview_messages",
    "preview_events",
    "preview_files",
    "message_files",
    "webhook_deliveries",
    "webhook_secrets",
    "connect_codes",
    "addresses",
  ];
  const rows = await Promise.all(tables.map((table) => api.sql(`select * from ${table} order by 1, 2`)));
  const keys = await api.sql("select id, name, hash from api_keys order by id");
  return JSON.stringify([rows, keys, await api.sql("select * from drains")]);
}

describe("every route", () => {
  test("has a body here if it takes one, so that none is passed over", () => {
    const taking = routes.filter(({ body }) => body).map(nameOf);
    expect(taking.sort()).toEqual(Object.keys(bodies).sort());
    expect(routes.length).toBeGreaterThan(15);
  });

  test("that names something answers 404, or 403 where operators alone may ask, to another tenant, by session and by key, and changes nothing", async () => {
    const before = await everything();
    const named = routes.filter(({ path }) => path.includes(":"));
    expect(named.length).toBeGreaterThan(10);
    for (const route of named)
      for (const visitor of [stranger, strangersKey]) {
        const { status, body } = await visitor.ask(route.method.toUpperCase(), addressOf(route), bodies[nameOf(route)]);
        const forbiddenToKeys = visitor === strangersKey && route.needs === "admin in person";
        const forbidden = forbiddenToKeys || route.needs === "operator";
        expect([nameOf(route), status]).toEqual([nameOf(route), forbidden ? 403 : 404]);
        expect(body.error.code).toBe(forbidden ? "forbidden" : "not_found");
      }
    expect(await everything()).toBe(before);
  });

  test("that lists shows another tenant none of it", async () => {
    for (const route of routes.filter(({ path, method }) => method === "get" && !path.includes(":"))) {
      const { text } = await stranger.get(addressOf(route));
      for (const id of Object.values(owned)) expect(text, nameOf(route)).not.toContain(id);
    }
  });

  test("answers 401 to nobody, except those that are everybody's, and changes nothing", async () => {
    const before = await everything();
    for (const route of routes) {
      const { status } = await api.visitor().ask(route.method.toUpperCase(), addressOf(route), bodies[nameOf(route)]);
      expect([nameOf(route), status]).toEqual([nameOf(route), route.needs === "nobody" ? 200 : 401]);
    }
    expect(await everything()).toBe(before);
  });

  test("answers its owner, so that what was tried above exists", async () => {
    await api.sql("insert into shards (id, owner) values (0, $1)", [runtime]);
    for (const route of routes.filter(({ method }) => method === "get")) {
      const rightful = route.needs === "operator" ? operator : owner;
      // What does not end by itself is left as soon as it has begun.
      const leaving = new AbortController();
      const { status } = await rightful.follow(addressOf(route), leaving.signal);
      leaving.abort();
      expect([nameOf(route), status]).toEqual([nameOf(route), 200]);
    }
    for (const route of routes.filter(({ needs, method }) => needs === "operator" && method === "post"))
      expect([nameOf(route), (await operator.post(addressOf(route))).status]).toEqual([nameOf(route), 204]);
  });
});

describe("a list", () => {
  test("gives nothing away to a cursor made of another tenant's id", async () => {
    const cursor = Buffer.from(JSON.stringify(["ffffffff-ffff-7fff-bfff-ffffffffffff"])).toString("base64url");
    const { body } = await stranger.get(`/api/v1/bots?cursor=${cursor}`);
    expect(body.items).toEqual([]);
  });
});

describe("row-level security", () => {
  const strangersId = async () => (await stranger.get("/api/v1/tenant")).body.id as string;

  test("hides other tenants' rows where our own filter is left out", async () => {
    const em = tenantScope(api.orm, await strangersId());
    expect(await em.find(Bot, {}, { filters: { tenant: false } })).toEqual([]);
    expect(await em.nativeUpdate(Bot, {}, { name: "Taken over" }, { filters: { tenant: false } })).toBe(0);
    expect(await em.nativeDelete(Bot, {}, { filters: { tenant: false } })).toBe(0);
  });

  test("is on, and forced, on every table that has a tenant", async () => {
    const open = await api.sql(`
      select relname from pg_class
      where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace and not relispartition
        and (relname = 'tenants' or exists (
          select from pg_attribute where attrelid = pg_class.oid and attname = 'tenant_id'
        ))
        and relname not in ('members', 'invitations')
        and not (relrowsecurity and relforcerowsecurity)`);
    expect(open).toEqual([]);
  });

  test("keeps the tenants' role out of the tables of accounts", async () => {
    const em = tenantScope(api.orm, await strangersId());
    for (const table of ["users", "accounts", "sessions", "jwks", "members", "installation"])
      await expect(em.execute(`select * from ${table}`), table).rejects.toThrow(/permission denied/);
  });

  test("refuses to store a row for another tenant", async () => {
    const { body: tenant } = await owner.get("/api/v1/tenant");
    const em = tenantScope(api.orm, await strangersId());
    const insert = em.execute(
      "insert into commands (id, tenant_id, bot_id, name, response_type) values (?, ?, ?, 'x', 'text')",
      [randomUUID(), tenant.id, owned.botId],
    );
    await expect(insert).rejects.toThrow(/row-level security/);
  });
});
