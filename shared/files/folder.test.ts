import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fileStoreContract } from "./file-store.contract.ts";
import { folderFileStore } from "./folder.ts";

fileStoreContract("a folder of files", async () => {
  const dir = await mkdtemp(join(tmpdir(), "files-"));
  return {
    settings: { DATA_DIR: dir },
    count: async () =>
      (await readdir(dir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).length,
    [Symbol.asyncDispose]: () => rm(dir, { recursive: true }),
  };
});

describe("a folder of files", () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "files-"));
  });
  afterAll(() => rm(dir, { recursive: true }));

  const root = () => join(dir, "files");
  const store = (key: string) =>
    folderFileStore(root()).put(key, Readable.from(["x"], { objectMode: false }), { maxBytes: 9 });

  test("is made with the first file, and is its owner's alone", async () => {
    expect(await folderFileStore(root()).open("a")).toBeNull();
    await folderFileStore(root()).deleteUnfinished(new Date());
    await expect(stat(root())).rejects.toThrow("ENOENT");
    await store("tenant/a");
    for (const [path, mode] of [
      ["tenant", 0o700],
      ["tenant/a", 0o600],
    ] as const)
      expect((await stat(join(root(), path))).mode & 0o777, path).toBe(mode);
  });

  test("keeps no folder that is empty", async () => {
    await store("tenant/bot/a");
    await store("tenant/bot/b");
    const files = folderFileStore(root());
    await files.delete("tenant/bot/a");
    expect(await readdir(join(root(), "tenant/bot"))).toEqual(["b"]);
    await files.deletePrefix("tenant/bot/");
    await files.delete("tenant/a");
    expect(await readdir(root())).toEqual([".unfinished"]);
  });

  test("goes on while folders are tidied away beside it", async () => {
    const files = folderFileStore(root());
    await Promise.all(
      Array.from({ length: 200 }, async (_, i) => {
        await store(`busy/bot/${i}`);
        await files.delete(`busy/bot/${i}`);
      }),
    );
    expect(await readdir(root())).toEqual([".unfinished"]);
  });

  test("says that it cannot be written", async () => {
    const files = folderFileStore("/proc/files");
    await expect(files.put("a", Readable.from([]), { maxBytes: 1 })).rejects.toThrow("ENOENT");
  });
});
