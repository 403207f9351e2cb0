import { randomUUID } from "node:crypto";
import type { ReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { newId } from "#shared/db/new-id.ts";
import { keepFile } from "#shared/files/keep-file.ts";
import { background } from "#shared/lifecycle/background.ts";
import { createLog } from "#shared/log.ts";
import { sample } from "#shared/testing/files/samples.ts";
import { patienceMs } from "#shared/testing/patience.ts";
import { sweep } from "../retention/sweep.ts";
import { type TestedControlPlane, testedControlPlane } from "../testing/control-plane.ts";
import type { Visitor } from "../testing/visitor.ts";
import { runFileDeletions } from "./deletions.ts";

let api: TestedControlPlane;
let owner: Visitor;
let stranger: Visitor;
let tenantId: string;
let bot: string;

const silent = createLog({ level: "silent", destination: { write() {} } });

beforeAll(async () => {
  api = await testedControlPlane();
  owner = await api.person("Owner");
  stranger = await api.person("Stranger");
  tenantId = (await owner.get("/api/v1/tenant")).body.id;
});
afterAll(() => api[Symbol.asyncDispose]());
beforeEach(async () => {
  bot = (await owner.post("/api/v1/bots", { token: api.telegram.addBot().token })).body.id;
});

async function keep(content: Buffer | Readable, name?: string): Promise<string> {
  const stream = Buffer.isBuffer(content) ? Readable.from([content]) : content;
  const file = { tenantId, botId: bot, name, content: stream };
  const rules = { maxBytes: 100 * 2 ** 20, accepts: "anything" } as const;
  const kept = await keepFile(file, rules, { files: api.files, query: api.sql });
  if (kept.type !== "kept") throw new Error("It was refused");
  return kept.file.fileId;
}

const download = (id: string, headers: Record<string, string> = {}, visitor = owner) =>
  fetch(`${api.url}/api/v1/files/${id}`, { headers: { cookie: visitor.cookie, ...headers } });

async function form(): Promise<string> {
  const id = newId();
  await api.sql("insert into forms (id, tenant_id, bot_id, name, fields) values ($1, $2, $3, 'A form', '[]')", [
    ...[id, tenantId, bot],
  ]);
  return id;
}

async function submission(formId: string, answers: object, id = newId()): Promise<string> {
  await api.sql(
    `insert into form_submissions (id, tenant_id, form_id, bot_id, form_version, state, answers)
     values ($1, $2, $3, $4, 1, 'complete', $5)`,
    [id, tenantId, formId, bot, JSON.stringify(answers)],
  );
  return id;
}

const answered = (fileId: string) => ({ photo: { fileId, contentType: "image/jpeg", size: 1000 }, name: "Anna" });
const ownerOf = async (id: string) => (await api.sql("select submission_id from files where id = $1", [id]))[0];

/** Files with their bytes on the disk, whoever they belong to. */
const bytesOf = async (botId: string) =>
  (await readdir(join(api.config.DATA_DIR, "files", tenantId, botId)).catch(() => [])).sort();

describe("a file", () => {
  test("is given to its tenant as it is, by session and by key, and can do nothing in a browser", async () => {
    const content = sample("png", 70_000);
    const id = await keep(content, "Mein Foto.png");
    const key = (await owner.post("/api/v1/api-keys", { name: "k" })).body.key as string;
    const ways: Record<string, string>[] = [{}, { cookie: "", "x-api-key": key }];
    for (const headers of ways) {
      const answer = await download(id, headers);
      expect(answer.status).toBe(200);
      expect(Buffer.from(await answer.arrayBuffer()).equals(content)).toBe(true);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        "content-type": "image/png",
        "content-length": "70000",
        "content-disposition": 'inline; filename="Mein Foto.png"',
        "content-security-policy": "sandbox; default-src 'none'",
        "x-content-type-options": "nosniff",
        "cache-control": "private, max-age=300",
      });
    }
  });

  test("does not exist for another tenant, or for nobody", async () => {
    const id = await keep(sample("png"));
    const { status, body } = await stranger.get(`/api/v1/files/${id}`);
    expect([status, body.error.code]).toEqual([404, "not_found"]);
    expect((await api.visitor().get(`/api/v1/files/${id}`)).status).toBe(401);
    expect((await owner.get(`/api/v1/files/${randomUUID()}`)).status).toBe(404);
    expect((await owner.get("/api/v1/files/..%2f..%2fsecret-key")).status).toBe(404);
  });

  test.each([
    ["<script>alert(1)</script>", "page.html"],
    ['<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "drawing.svg"],
    ["alert(1)", "script.js"],
    ["<script>alert(1)</script>", "page.txt.html"],
  ])("of another kind than an image is an attachment without a type: %s", async (content, name) => {
    const answer = await download(await keep(Buffer.from(content), name));
    expect(answer.headers.get("content-type")).toBe("application/octet-stream");
    expect(answer.headers.get("content-disposition")).toBe(`attachment; filename="${name.replace(/\.\w+$/, "")}.bin"`);
    expect(await answer.text()).toBe(content);
  });

  test.each([
    ["%PDF-1.7 …", "paper.exe", "paper.pdf"],
    ["a;b", "table.CSV", "table.csv"],
    ["<script>alert(1)</script>", "notes.txt", "notes.txt"],
  ])("that nobody runs has the ending of its content, or of a text: %s", async (content, name, shown) => {
    const answer = await download(await keep(Buffer.from(content), name));
    expect(answer.headers.get("content-type")).toBe("application/octet-stream");
    expect(answer.headers.get("content-disposition")).toBe(`attachment; filename="${shown}"`);
  });

  test("whose row claims an active type is an attachment without a type all the same", async () => {
    const id = await keep(sample("png"));
    for (const type of ["text/html", "image/svg+xml", "image/jpeg; x=text/html", "constructor"]) {
      await api.sql("update files set content_type = $1 where id = $2", [type, id]);
      const { headers } = await download(id);
      expect([headers.get("content-type"), headers.get("content-disposition")]).toEqual([
        "application/octet-stream",
        'attachment; filename="file.bin"',
      ]);
    }
  });

  test.each([
    ["../../etc/passwd", "etc_passwd.jpg"],
    ["..", "file.jpg"],
    ["a.html", "a.jpg"],
    ["evil.jpg.exe", "evil.jpg.jpg"],
    ['a"; filename="b.exe', "a_ filename=_b.jpg"],
    ["a\r\nSet-Cookie: x=y", "a_Set-Cookie_ x=y.jpg"],
    ["\u202egpj.exe", "gpj.jpg"],
    ["C:\\Windows\\x.dll", "C_Windows_x.jpg"],
    [`${"a".repeat(300)}.jpg`, `${"a".repeat(80)}.jpg`],
    ["", "file.jpg"],
    [" . ", "file.jpg"],
    ["\ud800", "\ufffd.jpg"],
  ])("called %j is called %j", async (name, harmless) => {
    const { headers } = await download(await keep(sample("jpeg"), name));
    const disposition = headers.get("content-disposition")!;
    expect(headers.get("set-cookie")).toBeNull();
    expect(disposition).toMatch(/^inline; filename="[\x20-\x7e]+"(; filename\*=UTF-8''[\w.%~*-]+)?$/);
    const exact = /filename\*=UTF-8''(.*)$/.exec(disposition)?.[1];
    const plain = /filename="([^"]*)"/.exec(disposition)![1]!;
    expect(exact ? decodeURIComponent(exact) : plain).toBe(harmless);
  });

  test("keeps a name in any language", async () => {
    const { headers } = await download(await keep(sample("jpeg"), "Фото (кот) 🐈.jpeg"));
    const exact = /filename\*=UTF-8''(\S+)$/.exec(headers.get("content-disposition")!)![1]!;
    expect(decodeURIComponent(exact)).toBe("Фото (кот) 🐈.jpg");
  });

  test.each([
    ["bytes=2-4", 206, "bytes 2-4/10", "234"],
    ["bytes=7-", 206, "bytes 7-9/10", "789"],
    ["bytes=-3", 206, "bytes 7-9/10", "789"],
    ["bytes=0-99", 206, "bytes 0-9/10", "0123456789"],
    ["bytes=10-12", 200, null, "0123456789"],
    ["bytes=4-2", 200, null, "0123456789"],
    ["bytes=-0", 200, null, "0123456789"],
    ["bytes=0-1,3-4", 200, null, "0123456789"],
    ["bytes=9999999999999999999-", 200, null, "0123456789"],
    ["lines=1-2", 200, null, "0123456789"],
  ])("asked for by %s is answered %i", async (range, status, answered, content) => {
    const answer = await download(await keep(Buffer.from("0123456789")), { range });
    expect([answer.status, answer.headers.get("content-range"), await answer.text()]).toEqual([
      status,
      answered,
      content,
    ]);
    expect(answer.headers.get("content-length")).toBe(String(content.length));
  });

  test("of 50 MB is read no faster than it is taken, and let go of when the client leaves", async () => {
    const id = await keep(Readable.from(Array.from({ length: 50 }, () => sample("jpeg", 2 ** 20))));
    let size = 0;
    for await (const chunk of (await download(id)).body as unknown as AsyncIterable<Uint8Array>) size += chunk.length;
    expect(size).toBe(50 * 2 ** 20);

    using open = vi.spyOn(api.files, "open");
    const left = new AbortController();
    const slow = await fetch(`${api.url}/api/v1/files/${id}`, {
      headers: { cookie: owner.cookie },
      signal: left.signal,
    });
    await slow.body!.getReader().read();
    const body = (await open.mock.results[0]!.value).body as ReadStream;
    await expect.poll(() => body.isPaused()).toBe(true);
    expect(body.bytesRead).toBeLessThan(20 * 2 ** 20);
    left.abort();
    await expect.poll(() => body.closed).toBe(true);
  });

  test("answers 404 when its bytes are gone, and 503 when the storage is", async () => {
    const id = await keep(sample("png"));
    const [row] = await api.sql("select storage_key from files where id = $1", [id]);
    await api.files.delete(row!.storage_key as string);
    expect((await owner.get(`/api/v1/files/${id}`)).body.error.code).toBe("not_found");
    await using away = await testedControlPlane({
      config: {
        S3_ENDPOINT: "http://127.0.0.1:1",
        S3_BUCKET: "b",
        S3_ACCESS_KEY_ID: "id",
        S3_SECRET_ACCESS_KEY: "the secret of S3",
      },
    });
    const person = await away.person("Anna");
    const { body: tenant } = await person.get("/api/v1/tenant");
    const { body: ofS3 } = await person.post("/api/v1/bots", { token: away.telegram.addBot().token });
    await away.sql(
      "insert into files (id, tenant_id, bot_id, storage_key, content_type, size) values ($1, $2, $3, 'k', 'image/png', 1)",
      [id, tenant.id, ofS3.id],
    );
    const { status, body } = await person.get(`/api/v1/files/${id}`);
    expect([status, body.error.message]).toEqual([503, "The storage of files cannot be reached: try again soon"]);
    expect(away.logged.join()).not.toContain("the secret of S3");
  });
});

describe("files belong", () => {
  test("to the submission that names them, from the moment it is stored", async () => {
    const [named, other] = [await keep(sample("jpeg")), await keep(sample("jpeg"))];
    const id = await submission(await form(), answered(named));
    expect(await ownerOf(named)).toEqual({ submission_id: id });
    expect(await ownerOf(other)).toEqual({ submission_id: null });
  });

  test("to the last that names them, and to nobody when it names them no more", async () => {
    const file = await keep(sample("jpeg"));
    const formId = await form();
    const partial = await submission(formId, answered(file));
    const whole = await submission(formId, answered(file));
    expect(await ownerOf(file)).toEqual({ submission_id: whole });
    await api.sql("delete from form_submissions where id = $1", [partial]);
    expect(await ownerOf(file)).toEqual({ submission_id: whole });
    await api.sql(`update form_submissions set answers = '{"name": "Anna"}' where id = $1`, [whole]);
    expect(await ownerOf(file)).toEqual({ submission_id: null });
  });

  test("to no submission of another bot, and answers that only look like files harm nothing", async () => {
    const file = await keep(sample("jpeg"));
    bot = (await owner.post("/api/v1/bots", { token: api.telegram.addBot().token })).body.id;
    await submission(await form(), {
      ...answered(file),
      a: { fileId: "no id" },
      b: { fileId: null },
      c: [{ fileId: file }],
      d: "fileId",
    });
    expect(await ownerOf(file)).toEqual({ submission_id: null });
  });
});

describe("files are deleted with what they belong to, bytes and all", () => {
  const fast = () =>
    background((signal) => runFileDeletions({ orm: api.orm, files: api.files, log: silent, everyMs: 20 }, signal));

  test("with their submission, form and bot, in moments", async () => {
    await using _ = fast();
    const forms = [await form(), await form()];
    const ids = [await keep(sample("jpeg")), await keep(sample("jpeg")), await keep(sample("jpeg"))];
    const [first] = [await submission(forms[0]!, answered(ids[0]!)), await submission(forms[1]!, answered(ids[1]!))];
    expect(await bytesOf(bot)).toEqual([...ids].sort());

    await api.sql("delete from form_submissions where id = $1", [first]);
    await expect.poll(() => bytesOf(bot)).toEqual([ids[1]!, ids[2]!].sort());
    await api.sql("delete from forms where id = $1", [forms[1]]);
    await expect.poll(() => bytesOf(bot)).toEqual([ids[2]]);
    expect((await owner.delete(`/api/v1/bots/${bot}`)).status).toBe(204);
    await expect.poll(() => bytesOf(bot)).toEqual([]);
    expect(await api.sql("select from files where bot_id = $1", [bot])).toEqual([]);
  });

  test("by the control plane itself, without being told", async () => {
    await keep(sample("jpeg"));
    await owner.delete(`/api/v1/bots/${bot}`);
    await expect.poll(() => bytesOf(bot), { timeout: patienceMs }).toEqual([]);
  });

  test("with their tenant", async () => {
    await using _ = fast();
    await keep(sample("jpeg"));
    const [mine, botOfMine] = [tenantId, bot];
    tenantId = randomUUID();
    bot = randomUUID();
    await api.sql("insert into tenants (id, name, slug) values ($1, 'Gone', 'gone')", [tenantId]);
    await api.sql("insert into bots (id, tenant_id, name, shard) values ($1, $2, 'Gone', 0)", [bot, tenantId]);
    await keep(sample("jpeg"));
    expect(await bytesOf(bot)).toHaveLength(1);
    await api.sql("delete from tenants where id = $1", [tenantId]);
    await expect.poll(() => bytesOf(bot)).toEqual([]);
    [tenantId, bot] = [mine, botOfMine];
    expect(await bytesOf(bot)).toHaveLength(1);
  });

  test("later, when the storage refuses now; and the others meanwhile", async () => {
    const [kept, gone] = [await keep(sample("jpeg")), await keep(sample("jpeg"))];
    const logged: string[] = [];
    const moody = {
      delete: (key: string) => (key.endsWith(kept) ? Promise.reject(new Error("Not now")) : api.files.delete(key)),
    };
    const log = createLog({ level: "warn", pretty: false, destination: { write: (line) => void logged.push(line) } });
    // The control plane's own loop must not be faster than this one.
    await api.sql(
      "insert into file_deletions select storage_key, now() + interval '1 day' from files where bot_id = $1",
      [bot],
    );
    await api.sql("delete from files where bot_id = $1", [bot]);
    const key = (id: string) => `${tenantId}/${bot}/${id}`;
    await using _ = background((signal) => runFileDeletions({ orm: api.orm, files: moody, log, everyMs: 20 }, signal));
    await api.sql("update file_deletions set due_at = now() - interval '1 hour' where storage_key = $1", [key(kept)]);
    await expect.poll(() => logged.join()).toContain("Not now");
    await api.sql("update file_deletions set due_at = now() where storage_key = $1", [key(gone)]);
    await expect.poll(() => bytesOf(bot)).toEqual([kept]);
    const left = await api.sql("select storage_key, due_at > now() as later from file_deletions");
    expect(left).toEqual([{ storage_key: key(kept), later: true }]);
  });
});

describe("files that came to belong to nothing", () => {
  const pass = () => sweep({ orm: api.orm, now: new Date(), mayGoOn: async () => true });
  const aged = async (age: string) => {
    const id = await keep(sample("jpeg"));
    await api.sql("update files set created_at = now() - $2::interval where id = $1", [id, age]);
    return id;
  };
  const left = async () => (await api.sql("select id from files where bot_id = $1", [bot])).map(({ id }) => id).sort();

  test("are deleted after a day; those that a form left halfway names, or a submission, are kept", async () => {
    const [young, old, named, owned] = [
      await aged("23 hours"),
      await aged("25 hours"),
      await aged("6 days"),
      await aged("400 days"),
    ];
    await submission(await form(), answered(owned));
    await api.sql(
      "insert into conversation_state (bot_id, tenant_id, chat_id, user_id, state) values ($1, $2, 1, 1, $3)",
      [bot, tenantId, JSON.stringify({ log: JSON.stringify(answered(named)) })],
    );
    await pass();
    expect(await left()).toEqual([young, named, owned].sort());
    expect(await left()).not.toContain(old);
    await api.sql("delete from conversation_state");
    await pass();
    expect(await left()).toEqual([young, owned].sort());
  });

  test("are none that came with a message: those go when the plan keeps it no longer", async () => {
    const came = async (seq: number, age: string) => {
      const id = await aged(age);
      await api.sql(
        `with message as (
           insert into messages (id, tenant_id, conversation_id, bot_id, inbox_seq, step, direction, content, message_type, status, created_at)
           select $1, tenant_id, id, bot_id, $2, 0, 'inbound', '', 'photo', 'received', now() - $3::interval
           from conversations where bot_id = $4
         )
         insert into message_files (inbox_seq, tenant_id, bot_id, telegram_file_id, state) values ($2, $5, $4, 'f', 'kept')`,
        [newId(), seq, age, bot, tenantId],
      );
      await api.sql("update files set inbox_seq = $2 where id = $1", [id, seq]);
      return id;
    };
    await api.sql(
      `insert into conversations (id, tenant_id, bot_id, chat_id, chat_type, started_at)
       values ($1, $2, $3, 1, 'private', now() - interval '400 days')`,
      [newId(), tenantId, bot],
    );
    await api.sql("update tenants set plan = 'free' where id = $1", [tenantId]);
    const [recent, old] = [await came(1, "2 days"), await came(2, "8 days")];
    expect(await left()).toEqual([recent, old].sort());
    await pass();
    expect(await left()).toEqual([recent]);
    await expect.poll(() => bytesOf(bot), { timeout: patienceMs }).toEqual([recent]);
    await api.sql("update tenants set plan = 'enterprise' where id = $1", [tenantId]);
  });

  test("and whose process died before their row was made lose their bytes an hour later", async () => {
    const dying = keepFile(
      { tenantId, botId: bot, content: Readable.from([sample("jpeg")]) },
      { maxBytes: 10_000, accepts: "images" },
      {
        files: api.files,
        query: async (sql, values) => {
          if (sql.includes("insert into files")) throw new Error("kill -9");
          return api.sql(sql, values);
        },
      },
    );
    await expect(dying).rejects.toThrow("kill -9");
    expect(await bytesOf(bot)).toHaveLength(1);
    await api.sql("update file_deletions set due_at = due_at - interval '61 minutes'");
    await expect.poll(() => bytesOf(bot), { timeout: patienceMs }).toEqual([]);
  });
});
