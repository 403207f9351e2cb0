import { isDeepStrictEqual } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Client } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { newId } from "#shared/db/new-id.ts";
import { tenantScope } from "#shared/db/tenant-scope.ts";
import { Slots } from "#shared/lifecycle/slots.ts";
import { patienceMs } from "#shared/testing/patience.ts";
import { type TestedControlPlane, testedControlPlane } from "../testing/control-plane.ts";
import { type Given, submit } from "../testing/submissions.ts";
import type { Visitor } from "../testing/visitor.ts";
import { download } from "./download.ts";
import { jsonTable } from "./table.ts";

let api: TestedControlPlane;
let person: Visitor;
let tenantId: string;
let botId: string;

beforeAll(async () => {
  api = await testedControlPlane({ assigns: false });
  person = await api.person("Anna");
  tenantId = (await person.get("/api/v1/tenant")).body.id;
  botId = (await person.post("/api/v1/bots", { token: api.telegram.addBot().token })).body.id;
});
afterAll(() => api[Symbol.asyncDispose]());

const field = (name: string, type = "text") => ({ type, name, label: `${name}?` });

async function form(names: string[], name = "Order"): Promise<string> {
  const fields = names.map((name) => field(name));
  return (await person.post(`/api/v1/bots/${botId}/forms`, { name, fields })).body.id;
}

/** As many submissions of 16 kB as `count` says, in one statement. */
const flood = (formId: string, count: number) =>
  api.sql(
    `insert into form_submissions (id, tenant_id, form_id, bot_id, form_version, state, answers)
     select ('01999999-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, tenant_id, id, bot_id, 1, 'complete',
       jsonb_build_object('what', repeat(md5(n::text), 512), 'n', n)
     from forms, generate_series(1, $2) n where id = $1
     on conflict do nothing`,
    [formId, count],
  );

/** The transactions that are open, each with when its latest query began. */
const open = () =>
  api.sql(
    `select pid, state, query_start::text from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null`,
  );

/** Connections are closed soon, and not at once. */
const patience = { timeout: patienceMs };

let leaving: AbortController;
beforeEach(() => {
  leaving = new AbortController();
});
// Whoever was left halfway by a test that failed is in no other's way.
afterEach(async () => {
  leaving.abort();
  await expect.poll(open, patience).toEqual([]);
});

const ask = (formId: string, { type = "csv" } = {}) =>
  fetch(`${api.url}/api/v1/forms/${formId}/submissions.${type}`, {
    headers: { cookie: person.cookie },
    signal: leaving.signal,
  });

/** @returns a CSV's lines as cells; none of these has a comma or a line break in it. */
const table = (text: string) =>
  text
    .slice(1)
    .trimEnd()
    .split("\r\n")
    .map((line) => line.split(","));

/** @returns the cell under `name` of a form's only submission */
async function cell(name: string, given: Given, columns = [name]): Promise<string> {
  const id = await form(columns);
  await submit(api, id, given);
  const { text } = await person.get(`/api/v1/forms/${id}/submissions.csv`);
  const [header, row, ...more] = table(text);
  expect(more).toEqual([]);
  return row![header!.indexOf(name)]!;
}

describe("a form's submissions as CSV", () => {
  test("are a table in UTF-8 that spreadsheets know as such, oldest first", async () => {
    const id = await form(["name", "age"], "Заказ: пицца");
    const first = await submit(api, id, {
      ...{
        firstName: "Ева",
        username: "eve",
        startParameter: "ad7",
        actionState: "failed",
        at: "2026-11-25T10:00:00.000Z",
      },
      answers: { name: "Ева", age: 42 },
    });
    const second = await submit(api, id, {
      state: "partial",
      answers: { name: "Bob" },
      at: "2026-11-25T11:00:00.000Z",
    });
    const response = await ask(id);
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect(table(bytes.toString())).toEqual([
      [
        ...["submission id", "created at", "updated at", "submission state", "form version", "telegram user id"],
        ...["telegram username", "telegram first name", "start parameter", "action state", "name", "age"],
      ],
      [
        ...[first, "2026-11-25T10:00:00.000Z", "2026-11-25T10:00:00.000Z", "complete", "1", "4711"],
        ...["eve", "Ева", "ad7", "failed", "Ева", "42"],
      ],
      [
        ...[second, "2026-11-25T11:00:00.000Z", "2026-11-25T11:00:00.000Z", "partial", "1", "4711"],
        ...["", "", "", "none", "Bob", ""],
      ],
    ]);
    expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(response.headers.get("cache-control")).toBe("no-store");
    const today = new Date().toISOString().slice(0, 10);
    expect(response.headers.get("content-disposition")).toBe(
      `attachment; filename="${today}.csv"; filename*=UTF-8''${encodeURIComponent(`Заказ_ пицца ${today}.csv`)}`,
    );
  });

  test("have the columns of the form as it is now, then those that only older versions had", async () => {
    const id = await form(["b", "a"]);
    await submit(api, id, { answers: { zeta: "old", a: "A", constructor: "old", alpha: "old" } });
    await submit(api, id, { answers: { b: "B" } });
    const [header, ...rows] = table((await person.get(`/api/v1/forms/${id}/submissions.csv`)).text);
    expect(header!.slice(10)).toEqual(["b", "a", "alpha", "constructor", "zeta"]);
    expect(rows.map((row) => row.slice(10))).toEqual([
      ["", "A", "old", "old", "old"],
      ["B", "", "", "", ""],
    ]);
  });

  test("have a header when there are none", async () => {
    const { text } = await person.get(`/api/v1/forms/${await form(["what"])}/submissions.csv`);
    expect(table(text)).toHaveLength(1);
  });

  test("keep commas, quotes and line breaks within their cell", async () => {
    const id = await form(["what"]);
    await submit(api, id, { answers: { what: 'a "b",\r\nc\n' } });
    const { text } = await person.get(`/api/v1/forms/${id}/submissions.csv`);
    expect(text.endsWith(',"a ""b"",\r\nc\n"\r\n')).toBe(true);
  });

  test.each<[string, Given["answers"] & object, string]>([
    ["a formula", { what: "=1+1" }, "'=1+1"],
    ["a formula with plus", { what: "+1+1" }, "'+1+1"],
    ["a formula with minus", { what: "-1+1" }, "'-1+1"],
    ["a call", { what: "@SUM(A1)" }, "'@SUM(A1)"],
    ["a tab before a formula", { what: "\t=1" }, "'\t=1"],
    ["a full-width formula", { what: "＝1+1" }, "'＝1+1"],
    ["a list that begins as a formula", { what: ["=1", "b"] }, "'=1; b"],
    ["an ordinary text with marks in it", { what: "a=b+c" }, "a=b+c"],
    ["an apostrophe", { what: "'=1" }, "'=1"],
    ["a phone number", { what: "+49301234567" }, "+49301234567"],
    ["a number below zero", { what: -2.5 }, "-2.5"],
    ["a number below zero, as text", { what: "-2.5" }, "-2.5"],
    ["a number with more behind it", { what: "-2.5|calc" }, "'-2.5|calc"],
    ["a dash", { what: "-" }, "'-"],
    ["options", { what: ["Milk", "Sugar"] }, "Milk; Sugar"],
    [
      "a photo",
      { what: { fileId: "0199b2c4-0000-7000-8000-000000000001", contentType: "image/png", size: 1 } },
      "/api/v1/files/0199b2c4-0000-7000-8000-000000000001",
    ],
  ])("write %s as nobody's formula", async (_, answers, expected) => {
    expect(await cell("what", { answers })).toBe(expected);
  });

  test.each(["firstName", "username", "startParameter"] as const)("write no formula that came as %s", async (name) => {
    const id = await form(["what"]);
    await submit(api, id, { [name]: "=cmd|' /C calc'!A0" });
    const { text } = await person.get(`/api/v1/forms/${id}/submissions.csv`);
    expect(text).toContain(",'=cmd|' /C calc'!A0,");
  });

  test("break a formula's line neither before nor after it", async () => {
    const id = await form(["what"]);
    for (const what of ["\r=1", "\n=1"]) await submit(api, id, { answers: { what } });
    const { text } = await person.get(`/api/v1/forms/${id}/submissions.csv`);
    expect(text).toContain(`,"'\r=1"\r\n`);
    expect(text).toContain(`,"'\n=1"\r\n`);
  });

  test("write a place as latitude and longitude", async () => {
    const id = await form(["place"]);
    await submit(api, id, { answers: { place: { latitude: -33.86, longitude: -70.6 } } });
    const { text } = await person.get(`/api/v1/forms/${id}/submissions.csv`);
    expect(text.endsWith(',"-33.86,-70.6"\r\n')).toBe(true);
  });

  test.each([
    ["../../etc/passwd", "etc_passwd", null],
    ['a"; filename="b.exe', "a_ filename=_b.exe", null],
    ["Übersicht\r\nSet-Cookie: a=b", "Ubersicht_Set-Cookie_ a=b", "%C3%9Cbersicht_Set-Cookie_%20a%3Db"],
    ["\u202etxt.exe", "txt.exe", null],
    ["．．／Ａ", "A", "%EF%BC%8E%EF%BC%8E%EF%BC%8F%EF%BC%A1"],
    ["😀", "", "%F0%9F%98%80"],
    [`v1.2 ${"x".repeat(95)}`, `v1.2 ${"x".repeat(55)}`, null],
  ])("of a form called %j are saved under a safe name", async (name, plain, encoded) => {
    const today = new Date().toISOString().slice(0, 10);
    const response = await person.get(`/api/v1/forms/${await form(["what"], name)}/submissions.csv`);
    const exact = encoded === null ? "" : `; filename*=UTF-8''${encoded}%20${today}.csv`;
    expect(response.headers.get("content-disposition")).toBe(
      `attachment; filename="${`${plain} ${today}`.trim()}.csv"${exact}`,
    );
  });
});

describe("a form's submissions as JSON", () => {
  test("are the list's items, oldest first", async () => {
    const id = await form(["what"]);
    expect((await person.get(`/api/v1/forms/${id}/submissions.json`)).body).toEqual([]);
    for (const what of ["=1+1", "b", "c"]) await submit(api, id, { answers: { what } });
    const { status, headers, body } = await person.get(`/api/v1/forms/${id}/submissions.json`);
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(headers.get("content-disposition")).toMatch(/^attachment; filename="Order [\d-]+\.json"/);
    expect(body).toEqual((await person.get(`/api/v1/forms/${id}/submissions`)).body.items.toReversed());
  });
});

describe.each(["csv", "json"])("a download as %s", (type) => {
  test("takes the list's filters", async () => {
    const id = await form(["what"]);
    const at = (day: number) => `2026-11-0${day}T12:00:00.000Z`;
    const fruit = ["apple", "banana", "cherry"] as const;
    for (const [n, what] of fruit.entries())
      await submit(api, id, { at: at(n + 1), answers: { what }, state: what === "banana" ? "partial" : "complete" });
    const found = async (query: string) => {
      const { text } = await person.get(`/api/v1/forms/${id}/submissions.${type}?${query}`);
      return fruit.filter((what) => text.includes(what));
    };
    expect(await found("")).toEqual(fruit);
    expect(await found("state=partial")).toEqual(["banana"]);
    expect(await found(`since=${at(2)}`)).toEqual(["banana", "cherry"]);
    expect(await found(`since=${at(2)}&until=${at(3)}`)).toEqual(["banana"]);
    expect(await found("search=HERR")).toEqual(["cherry"]);
  });

  test("of what makes no sense is 400, and of a form that does not exist 404, as JSON", async () => {
    const address = `/api/v1/forms/${await form(["what"])}/submissions.${type}`;
    const { status, headers, body } = await person.get(`${address}?state=done`);
    expect(status).toBe(400);
    expect(headers.get("content-type")).toContain("application/json");
    expect(headers.get("content-disposition")).toBeNull();
    expect(body.error.issues).toMatchObject([{ path: ["state"] }]);
    expect((await person.get(`/api/v1/forms/${newId()}/submissions.${type}`)).status).toBe(404);
    expect((await api.visitor().get(address)).status).toBe(401);
  });
});

describe("a long download", () => {
  const rows = 2_000;
  let id: string;
  beforeAll(async () => {
    id = await form(["what", "n"], "Long");
    await flood(id, rows);
  });

  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");
  /** In bytes: what is in use once everything that nobody needs is gone. */
  const memory = () => {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };

  test("reads rows only as the client does, and takes no more memory the longer it is", async () => {
    const before = memory();
    const response = await ask(id);
    const reader = response.body!.getReader();
    let length = (await reader.read()).value!.length;
    let paused: Record<string, unknown>[] = [];
    // What is on its way to the client goes on until every buffer is full.
    const isPaused = async () => {
      paused = await open();
      for (let n = 0; n < 5; n++) await person.get(`/api/v1/forms/${id}`);
      return isDeepStrictEqual(await open(), paused);
    };
    await expect.poll(isPaused, patience).toBe(true);
    expect(paused).toMatchObject([{ state: "idle in transaction" }]);

    const most = { soon: 0, late: 0 };
    let lines = 0;
    let chunks = 0;
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      length += read.value.length;
      for (const byte of read.value) if (byte === 10) lines += 1;
      const when = lines < rows / 2 ? "soon" : "late";
      if (chunks++ % 50 === 0) most[when] = Math.max(most[when], memory() - before);
    }
    expect(lines).toBeGreaterThanOrEqual(rows);
    expect(length).toBeGreaterThan(30 * 2 ** 20);
    // In this process are the client and its buffers, too.
    expect(most.late).toBeLessThan(24 * 2 ** 20);
    expect(most.late - most.soon).toBeLessThan(4 * 2 ** 20);
    await expect.poll(open, patience).toEqual([]);
  });

  test("ends when the client goes away, and holds nothing then", async () => {
    const response = await ask(id, { type: "json" });
    await response.body!.getReader().read();
    await expect.poll(open, patience).toHaveLength(1);
    leaving.abort();
    await expect.poll(open, patience).toEqual([]);
  });

  test("shows the form as it was when it began", async () => {
    const response = await ask(id, { type: "json" });
    const reader = response.body!.getReader();
    const chunks = [(await reader.read()).value!];
    const late = await submit(api, id, { answers: { what: "late" } });
    for (let read = await reader.read(); !read.done; read = await reader.read()) chunks.push(read.value);
    const items = JSON.parse(Buffer.concat(chunks).toString()) as { id: string }[];
    expect(items).toHaveLength(rows);
    expect(new Set(items.map(({ id }) => id)).has(late)).toBe(false);
    await person.delete(`/api/v1/submissions/${late}`);
  });

  test("is one of two at most that a workspace may run at once", async () => {
    const running = [await ask(id), await ask(id, { type: "json" })];
    expect(running.map(({ status }) => status)).toEqual([200, 200]);
    const refused = await ask(id);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ error: { code: "rate_limited" } });
    leaving.abort();
    await expect.poll(asksHead, patience).toBe(200);
  });

  const asksHead = async () => (await person.ask("HEAD", `/api/v1/forms/${id}/submissions.csv`)).status;

  test("asked for by HEAD holds nothing", async () => {
    for (let n = 0; n < 5; n++) await expect.poll(asksHead, patience).toBe(200);
    await expect.poll(open, patience).toEqual([]);
  });

  const slots = new Slots({ inAll: 1, perKey: 1 });
  const slotFree = () => slots.has("anybody");
  const begin = (tenant: string, limits: { idleMs?: number; totalMs?: number } = {}) =>
    download(
      { tenantId: tenant, em: tenantScope(api.orm, tenant) },
      { formId: id, filter: {}, tableOf: async () => jsonTable },
      { slots, signal: new AbortController().signal, ...limits },
    );

  test("is cut off when nobody reads it, and holds nothing then", async () => {
    const stream = await begin(tenantId, { idleMs: 100 });
    const ended = new Promise((resolve) => stream.once("error", resolve));
    stream.read();
    await expect(ended).resolves.toMatchObject({ name: "AbortError" });
    await expect.poll(open, patience).toEqual([]);
    await expect.poll(slotFree, patience).toBe(true);
  });

  test("is cut off when it takes too long, however much is read", async () => {
    const stream = await begin(tenantId, { totalMs: 50 });
    const reading = (async () => {
      for await (const _ of stream);
    })();
    await expect(reading).rejects.toMatchObject({ name: "AbortError" });
    await expect.poll(open, patience).toEqual([]);
    await expect.poll(slotFree, patience).toBe(true);
  });

  test("ends a query that is under way when the client goes away", async () => {
    const waiting = () =>
      api.sql("select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");
    const locking = new Client({ connectionString: api.databaseUrl });
    await locking.connect();
    try {
      await locking.query("begin");
      await locking.query("lock table form_submissions in access exclusive mode");
      const asked = ask(id).catch(() => null);
      await expect.poll(waiting, patience).toHaveLength(1);
      leaving.abort();
      await asked;
      await expect.poll(waiting, patience).toEqual([]);
    } finally {
      await locking.end();
    }
  });

  test("breaks off when the database goes away, and leaves every connection to others when it is back", async () => {
    for (let n = 0; n < 12; n++) {
      const reader = (await ask(id)).body!.getReader();
      await reader.read();
      await api.database.pullOut();
      await api.database.plugIn();
      await expect(
        (async () => {
          while (!(await reader.read()).done);
        })(),
      ).rejects.toThrow();
    }
    expect((await person.get(`/api/v1/forms/${id}`)).status).toBe(200);
  });

  test("shows another tenant nothing, also where nobody asked whose form it is", async () => {
    const stranger = await api.person("Stranger");
    const stream = await begin((await stranger.get("/api/v1/tenant")).body.id);
    const read: string[] = [];
    for await (const text of stream) read.push(text);
    expect(JSON.parse(read.join(""))).toEqual([]);
    await expect.poll(slotFree, patience).toBe(true);
  });
});
