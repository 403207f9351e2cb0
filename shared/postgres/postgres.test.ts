import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Client } from "pg";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { databasesFolder } from "#shared/testing/postgres/memory-folder.ts";
import { serverAccount } from "./account.ts";
import { publicFolder } from "./binaries.ts";
import { readPidFile, serves } from "./pid-file.ts";
import { openPostgres, stopPostgres } from "./postgres.ts";

const isRoot = process.getuid?.() === 0;
const log = () => {};
let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(await databasesFolder(), `botfactory-test-${process.pid}-`));
});

afterEach(async () => {
  await stopPostgres(dataDir);
  await rm(dataDir, { recursive: true, force: true });
});

const open = () => openPostgres({ dataDir, log, durable: false });
const cluster = () => join(dataDir, "postgres/data");

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Another process that opens the database, writes a row and keeps a transaction open. */
function user(): ChildProcess {
  const script = `
    const { openPostgres } = await import("#shared/postgres/postgres.ts");
    const { Client } = await import("pg");
    const { url } = await openPostgres({ dataDir: ${JSON.stringify(dataDir)}, log() {}, durable: false });
    const client = new Client(url);
    await client.connect();
    await client.query("create table kept (id int)");
    await client.query("insert into kept values (1)");
    await client.query("begin; lock table kept");
    console.log(url);
    setInterval(() => {}, 1000);
  `;
  return spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["ignore", "pipe", "inherit"] });
}

async function killWhenReady(child: ChildProcess): Promise<string> {
  const [url] = (await once(createInterface(child.stdout!), "line")) as [string];
  child.kill("SIGKILL");
  await once(child, "exit");
  return url;
}

describe("a PostgreSQL of our own", () => {
  test("keeps what was committed over a stop, and leaves no process behind", async () => {
    {
      await using postgres = await open();
      await query(postgres.url, "create table kept as select 1 as id");
    }
    expect(await readPidFile(cluster())).toBeNull();
    await using again = await open();
    expect(await query(again.url, "select * from kept")).toEqual([{ id: 1 }]);
  });

  test("keeps its password from other users, and asks for it", async () => {
    await using postgres = await open();
    const url = new URL(postgres.url);
    url.password = "wrong";
    await expect(query(url.href, "select 1")).rejects.toThrow("password authentication failed");
    await expect(query(postgres.url, "show listen_addresses")).resolves.toEqual([{ listen_addresses: "127.0.0.1" }]);
  });

  test("takes over the server that a killed process left, and ends what that one had open", async () => {
    const url = await killWhenReady(user());
    const left = await readPidFile(cluster());

    await using postgres = await open();
    expect(postgres.url).toBe(url);
    expect((await readPidFile(cluster()))?.pid).toBe(left?.pid);
    expect(await query(postgres.url, "select * from kept")).toEqual([{ id: 1 }]);
  });

  test("stops a left server that runs with other settings, and starts its own", async () => {
    await killWhenReady(user());
    const left = await readPidFile(cluster());

    await using postgres = await openPostgres({ dataDir, log });
    expect(await serves(left!.pid, cluster())).toBe(false);
    expect(await query(postgres.url, "show fsync")).toEqual([{ fsync: "on" }]);
  });

  test("starts although the number in a stale pid file belongs to another process", async () => {
    await killWhenReady(user());
    const left = await readPidFile(cluster());
    process.kill(left!.pid, "SIGKILL");
    await vi.waitFor(async () => expect(await serves(left!.pid, cluster())).toBe(false), 8_000);
    const stranger = spawn("sleep", ["60"], { ...(await serverAccount(cluster(), log)) });
    const file = join(cluster(), "postmaster.pid");
    await writeFile(file, (await readFile(file, "utf8")).replace(/^\d+/, String(stranger.pid)));

    await using postgres = await open();
    expect(await query(postgres.url, "select * from kept")).toEqual([{ id: 1 }]);
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
    stranger.kill();
  });

  test("begins anew after it was killed while the database was being made", async () => {
    const child = user();
    await vi.waitFor(async () => expect((await readdir(join(dataDir, "postgres"))).join()).toContain("data.new-"), {
      timeout: 5_000,
      interval: 5,
    });
    child.kill("SIGKILL");
    await once(child, "exit");

    await using postgres = await open();
    expect(await query(postgres.url, "select 1 as one")).toEqual([{ one: 1 }]);
    expect((await readdir(join(dataDir, "postgres"))).sort()).toEqual(["data", "password", "postgres.log"]);
  });

  test("refuses a database of another major version in one sentence", async () => {
    await (await open())[Symbol.asyncDispose]();
    await writeFile(join(cluster(), "PG_VERSION"), "17\n");
    await expect(open()).rejects.toThrow(/was made by PostgreSQL 17 and this BotFactory brings PostgreSQL 18/);
  });

  test("says why the server does not start", async () => {
    await (await open())[Symbol.asyncDispose]();
    await writeFile(join(cluster(), "postgresql.conf"), "work_mem = nonsense\n");
    await expect(open()).rejects.toThrow(/did not start: .*postgresql.conf.* contains errors/);
  });

  test.runIf(isRoot)("goes to a public place when root keeps it in a private folder", async () => {
    const privateFolder = join(dataDir, "private");
    await mkdir(privateFolder, { mode: 0o700 });
    const inside = join(privateFolder, "data");
    await mkdir(inside);
    await chmod(dataDir, 0o700);
    const start = () => openPostgres({ dataDir: inside, log, durable: false });
    {
      await using postgres = await start();
      await query(postgres.url, "create table kept as select 1 as id");
    }
    const place = (await readFile(join(inside, "postgres-location"), "utf8")).trim();
    try {
      expect(place.startsWith(publicFolder)).toBe(true);
      await using postgres = await start();
      expect(await query(postgres.url, "select * from kept")).toEqual([{ id: 1 }]);
    } finally {
      await rm(place, { recursive: true });
    }
  });
});
