import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { Message } from "grammy/types";
import { Pool } from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { FileStore } from "#shared/files/file-store.ts";
import { folderFileStore } from "#shared/files/folder.ts";
import { createLog } from "#shared/log.ts";
import { sample } from "#shared/testing/files/samples.ts";
import type { ServedBot } from "../bots/served-bot.ts";
import { type Downloads, openDownloads } from "../channels/telegram/files/downloads.ts";
import { openFileOver } from "../channels/telegram/files/open-file.ts";
import { openTransport, type Transport } from "../channels/telegram/transport.ts";
import { type Served, serve } from "../testing/served.ts";
import type { TestedBot } from "../testing/tested-bot.ts";
import { createKeepPhoto, type KeepPhoto } from "./keep-photo.ts";
import type { SentFile } from "./keep-sent.ts";

const mebibyte = 2 ** 20;
let served: Served;
let dir: string;
let files: FileStore;
let pool: Pool;
let transport: Transport;
let downloads: Downloads;
let channel: SentFile["channel"];
let bot: TestedBot;
let servedBot: ServedBot;
let keepPhoto: KeepPhoto;
let mayCall = true;
const logged: string[] = [];
const log = createLog({ level: "trace", pretty: false, destination: { write: (line) => void logged.push(line) } });
const stack = new AsyncDisposableStack();

beforeAll(async () => {
  served = stack.use(await serve({ start: false }));
  dir = stack.adopt(await mkdtemp(join(tmpdir(), "files-")), (made) => rm(made, { recursive: true, force: true }));
  files = folderFileStore(dir);
  pool = stack.adopt(new Pool({ connectionString: served.databaseUrl, max: 2 }), (opened) => opened.end());
  const options = { apiRoot: served.telegram.url, mayCall: () => mayCall };
  transport = stack.use(openTransport(options));
  downloads = stack.use(openDownloads(options));
  channel = { openFile: openFileOver({ transport, downloads }) };
  bot = await served.addBot();
  const { id, tenantId, sim } = bot;
  const tenure = { shard: 0, epoch: 1 } as ServedBot["tenure"];
  servedBot = {
    id,
    tenantId,
    channel: "telegram",
    telegramId: sim.id,
    username: "b",
    name: "B",
    token: sim.token,
    revision: 1,
    tenure,
  };
  keepPhoto = createKeepPhoto({ files, pool, log });
});
afterAll(() => stack.disposeAsync());
afterEach(async () => {
  served.telegram.clearFaults();
  mayCall = true;
  await served.sql("delete from files");
  await served.sql("delete from file_deletions");
  await rm(dir, { recursive: true, force: true });
});

const sent = ({ photo, document }: Message) => ({
  channel,
  fileId: (photo?.at(-1) ?? document)!.file_id,
  size: undefined,
});
const photo = (content: BlobPart) => sent(served.telegram.user().sendsPhoto(bot.sim, { content }));
const document = (content: BlobPart, name: string, type: string) =>
  sent(served.telegram.user().sendsDocument(bot.sim, new File([content], name, { type })));
const keep = (what: Parameters<KeepPhoto>[1], maxBytes = mebibyte) => keepPhoto(servedBot, what, { maxBytes });

const rows = () => served.sql<{ id: string; storage_key: string; [column: string]: unknown }>("select * from files");
const onDisk = async () =>
  (await readdir(dir, { recursive: true, withFileTypes: true }).catch(() => [])).filter((entry) => entry.isFile());

describe("a photo that somebody sent", () => {
  test("is kept as it was, under its bot", async () => {
    const content = sample("jpeg", 300_000);
    const kept = await keep(photo(content));
    expect(kept).toEqual({
      type: "kept",
      photo: { fileId: expect.any(String), contentType: "image/jpeg", size: 300_000 },
    });
    const [row, ...more] = await rows();
    expect(more).toEqual([]);
    expect(row).toMatchObject({
      id: kept.type === "kept" && kept.photo.fileId,
      tenant_id: bot.tenantId,
      bot_id: bot.id,
      submission_id: null,
      content_type: "image/jpeg",
      size: "300000",
    });
    expect((await buffer((await files.open(row!.storage_key))!.body)).equals(content)).toBe(true);
    expect(await served.sql("select from file_deletions")).toEqual([]);
  });

  test.each(["png", "webp", "gif", "heic", "avif"] as const)(
    "may be a %s, sent as a file of any name",
    async (kind) => {
      const what = document(sample(kind), "what? ever#1.txt", "text/plain");
      expect(await keep({ ...what, name: "what? ever#1.txt" })).toMatchObject({
        photo: { contentType: `image/${kind}` },
      });
      expect(await rows()).toMatchObject([{ name: "what? ever#1.txt" }]);
    },
  );

  test.each([
    ["a page", "<!doctype html><script>alert(1)</script>", "photo.jpg"],
    [
      "a drawing with a script",
      '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
      "a.svg",
    ],
    ["a drawing that begins at once", '<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', "a.png"],
    ["a PDF", sample("pdf"), "a.jpg"],
    ["nearly nothing", "\u00ff", "a.jpg"],
  ])("is refused when it is %s that calls itself an image", async (_, content, name) => {
    expect(await keep(document(content, name, "image/jpeg"))).toEqual({ type: "refused", reason: "no_image" });
    expect([await rows(), await onDisk()]).toEqual([[], []]);
    expect(await served.sql("select from file_deletions")).toEqual([]);
  });

  test("is refused while it arrives when it is too large, whatever Telegram says of it", async () => {
    const content = sample("jpeg", 5 * mebibyte);
    expect(await keep({ ...photo(content), size: 10 })).toEqual({ type: "refused", reason: "too_large" });
    expect([await rows(), await onDisk()]).toEqual([[], []]);
    expect(await served.sql("select from file_deletions")).toEqual([]);
    expect(await keep(photo(sample("jpeg", mebibyte)))).toMatchObject({ type: "kept" });
  });

  test("is refused, and not asked for, when it says itself that it is too large", async () => {
    const before = bot.sim.log.calls.length;
    expect(await keep({ ...photo(sample("jpeg")), size: mebibyte + 1 })).toEqual({
      type: "refused",
      reason: "too_large",
    });
    expect(bot.sim.log.calls.length).toBe(before);
  });

  test("is too large when Telegram itself does not hand it out", async () => {
    const large = document(sample("jpeg", 21 * mebibyte), "a.jpg", "image/jpeg");
    expect(await keep(large, 50 * mebibyte)).toEqual({ type: "refused", reason: "too_large" });
  });

  test("that Telegram does not know is unavailable", async () => {
    expect(await keep({ channel, fileId: "AgACAgIAAxnothing", size: undefined })).toEqual({ type: "unavailable" });
  });
});

describe("a download", () => {
  test.each([
    ["breaks off in the middle", { kind: "truncated" }],
    ["is reset", { kind: "reset", when: "before" }],
    ["is answered with a fault of Telegram's", { kind: "status", status: 502, html: true }],
  ] as const)("that %s is tried again, and leaves nothing half", async (_, fault) => {
    served.telegram.inject(fault, { method: "file", times: 2 });
    const content = sample("jpeg", 100_000);
    expect(await keep(photo(content))).toMatchObject({ type: "kept", photo: { size: 100_000 } });
    expect(await rows()).toHaveLength(1);
    expect(await onDisk()).toHaveLength(1);
  });

  test("that goes on breaking is given up; what it may have left is noted", async () => {
    served.telegram.inject({ kind: "truncated" }, { method: "file" });
    expect(await keep(photo(sample("jpeg", 100_000)))).toEqual({ type: "unavailable" });
    expect([await rows(), await onDisk()]).toEqual([[], []]);
    const noted = await served.sql("select from file_deletions where due_at > now() + interval '50 minutes'");
    expect(noted).toHaveLength(3);
  });

  test("that hangs is given up in time", async () => {
    served.telegram.inject({ kind: "hang", when: "after" }, { method: "file" });
    const impatient = createKeepPhoto({ files, pool, log, timeoutMs: 300 });
    const kept = await impatient(servedBot, photo(sample("jpeg", 100_000)), { maxBytes: mebibyte });
    expect(kept).toEqual({ type: "unavailable" });
    expect(await onDisk()).toEqual([]);
  });

  test("is not begun without the lease", async () => {
    const what = photo(sample("jpeg"));
    const { token } = bot.sim;
    const { result } = (await transport.call(token, "getFile", { file_id: what.fileId })) as {
      result: { file_path: string };
    };
    mayCall = false;
    const open = downloads.open(token, result.file_path, AbortSignal.timeout(5_000));
    await expect(open).rejects.toThrow(/lease is over/);
    expect(await keep(what)).toEqual({ type: "unavailable" });
    mayCall = true;
    expect(await keep(what)).toMatchObject({ type: "kept" });
  });

  test("that fails, however it fails, puts the token into no log", async () => {
    served.telegram.inject({ kind: "reset", when: "before" }, { method: "file", times: 1 });
    served.telegram.inject({ kind: "status", status: 500 }, { method: "file", times: 1 });
    served.telegram.inject(
      { kind: "status", status: 500, description: bot.sim.token },
      { method: "getFile", times: 1 },
    );
    await keep(photo(sample("jpeg")));
    expect(logged.length).toBeGreaterThan(3);
    for (const line of logged) expect(line).not.toContain(bot.sim.token.split(":")[1]);
  });
});

describe("storage that is away", () => {
  test("leaves neither row nor bytes, and the photo can be sent again", async () => {
    const broken = { put: () => Promise.reject(new Error("The disk is full")) };
    const cannot = createKeepPhoto({ files: broken, pool, log });
    const what = photo(sample("jpeg"));
    expect(await cannot(servedBot, what, { maxBytes: mebibyte })).toEqual({ type: "unavailable" });
    expect(await rows()).toEqual([]);
    expect(await keep(what)).toMatchObject({ type: "kept" });
  });

  test("never makes a row of bytes that were deleted while they were stored", async () => {
    const slow: Pick<FileStore, "put"> = {
      async put(key, content, options) {
        const size = await files.put(key, content, options);
        await served.sql("delete from file_deletions");
        return size;
      },
    };
    const overtaken = createKeepPhoto({ files: slow, pool, log });
    expect(await overtaken(servedBot, photo(sample("jpeg")), { maxBytes: mebibyte })).toEqual({ type: "unavailable" });
    expect(await rows()).toEqual([]);
  });
});

describe("what was not sent through Telegram", () => {
  test("is kept by the same rules", async () => {
    const elsewhere: SentFile["channel"] = {
      openFile: async () => ({ type: "opened", content: Readable.from([sample("png", 5_000)]) }),
    };
    const here = { channel: elsewhere, fileId: "here:1", size: undefined };
    expect(await keepPhoto(servedBot, here, { maxBytes: mebibyte })).toMatchObject({
      photo: { contentType: "image/png" },
    });
    expect(await keepPhoto(servedBot, here, { maxBytes: 4_999 })).toEqual({ type: "refused", reason: "too_large" });
  });
});
