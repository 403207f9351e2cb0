import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openDataDir } from "./data-dir.ts";

let folder: string;

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), "botfactory-data-")), "data");
});

afterEach(() => rm(join(folder, ".."), { recursive: true, force: true }));

const quick = { log() {}, graceMs: 0 };

/** Another process that has the folder; it leaves when it is sent a SIGTERM, which takes it 300 ms. */
async function holder(): Promise<ChildProcess> {
  const script = `
    const { openDataDir } = await import("./deploy/launch/data-dir.ts");
    const dir = await openDataDir(${JSON.stringify(folder)}, { log() {} });
    process.on("SIGTERM", async () => {
      await dir.leaving();
      setTimeout(() => process.exit(0), 300);
    });
    setInterval(() => {}, 1000);
    console.log("ready");
  `;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(createInterface(child.stdout!), "line");
  return child;
}

describe("a data folder", () => {
  test("is made, and closed to other users", async () => {
    using dataDir = await openDataDir(folder, quick);
    expect(dataDir.path).toBe(folder);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  test("is refused while another process has it, and names that process", async () => {
    const child = await holder();
    await expect(openDataDir(folder, quick)).rejects.toThrow(
      `Another BotFactory (process ${child.pid}) is running on ${folder}`,
    );
    child.kill("SIGKILL");
  });

  test("is free as soon as the process that had it was killed, even if its number is in use again", async () => {
    const child = await holder();
    child.kill("SIGKILL");
    await once(child, "exit");
    await writeFile(join(folder, "pid"), `${process.ppid}\n`);
    using dataDir = await openDataDir(folder, quick);
    expect(dataDir.path).toBe(folder);
  });

  test("is waited for when the process that has it is leaving", async () => {
    const child = await holder();
    child.kill("SIGTERM");
    using dataDir = await openDataDir(folder, { log() {} });
    expect(dataDir.path).toBe(folder);
  });

  test("is refused in one sentence when it is a file", async () => {
    await writeFile(folder, "");
    await expect(openDataDir(folder, quick)).rejects.toThrow(`DATA_DIR ${folder} cannot be used: it is a file`);
  });
});
