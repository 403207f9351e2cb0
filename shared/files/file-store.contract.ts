/** What every FileStore promises. Each adapter's test file runs this suite. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { Readable } from "node:stream";
import { buffer, json, text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readConfig } from "#shared/config.ts";
import type { FileStore } from "./file-store.ts";
import { openFileStore } from "./open.ts";

const mebibyte = 2 ** 20;

export interface TestedStorage extends AsyncDisposable {
  /** For another process. */
  settings: Record<string, string>;
  /** How many files, whole or not, lie anywhere in it. */
  count(): Promise<number>;
}

export function fileStoreContract(name: string, open: () => Promise<TestedStorage>) {
  describe(`${name}`, () => {
    let storage: TestedStorage;
    let files: FileStore;
    beforeAll(async () => {
      storage = await open();
      files = await openFileStore(readConfig(storage.settings));
    });
    afterAll(async () => {
      await files[Symbol.asyncDispose]();
      await storage[Symbol.asyncDispose]();
    });

    const put = (key: string, content: Iterable<string | Uint8Array>, maxBytes = 100 * mebibyte) =>
      files.put(key, Readable.from(content, { objectMode: false }), { maxBytes });
    const read = async (key: string) => {
      const found = await files.open(key);
      return found && text(found.body);
    };
    /** Seven bytes short of 12 MiB: more than one part of an upload. */
    const large = () => Array.from({ length: 12 }, (_, i) => new Uint8Array(mebibyte - (i === 11 ? 7 : 0)).fill(i));
    const storing = (...args: (string | number)[]) =>
      spawn(
        process.execPath,
        ["--expose-gc", new URL("../testing/files/storing.ts", import.meta.url).pathname, ...args.map(String)],
        { env: { ...process.env, ...storage.settings }, stdio: ["ignore", "pipe", "inherit"] },
      );

    test("gives back what was put, and its size", async () => {
      expect(await put("tenant/bot/a", ["Hello, ", "world"])).toBe(12);
      const found = await files.open("tenant/bot/a");
      expect(found!.size).toBe(12);
      expect(await text(found!.body)).toBe("Hello, world");
    });

    test("stores a file without a byte", async () => {
      expect(await put("empty", [])).toBe(0);
      const found = await files.open("empty");
      expect([found!.size, await text(found!.body)]).toEqual([0, ""]);
    });

    test("stores a file of several parts as it was", async () => {
      expect(await put("tenant/bot/large", large())).toBe(12 * mebibyte - 7);
      const { body } = (await files.open("tenant/bot/large"))!;
      expect((await buffer(body)).equals(Buffer.concat(large()))).toBe(true);
    });

    test("gives back a part", async () => {
      await put("part", ["0123456789"]);
      const found = await files.open("part", { first: 3, last: 5 });
      expect([found!.size, await text(found!.body)]).toEqual([10, "345"]);
      expect(await text((await files.open("part", { first: 9, last: 9 }))!.body)).toBe("9");
    });

    test("has nothing where nothing was put", async () => {
      expect(await files.open("tenant/nothing")).toBeNull();
      expect(await files.open("tenant/bot")).toBeNull();
      expect(await files.open("tenant/bot/a/below")).toBeNull();
    });

    test("puts another file in place of what was there", async () => {
      await put("again", ["one"]);
      await put("again", ["another"]);
      expect(await read("again")).toBe("another");
    });

    test("takes a file of just the size that is allowed", async () => {
      expect(await put("limit", ["12345"], 5)).toBe(5);
    });

    test.each([
      ["small", 10],
      ["large", 7 * mebibyte],
    ])(
      "stores nothing of a %s file that is too large, keeps what was there, and asks for no more of it",
      async (key, limit) => {
        await put(`limited/${key}`, ["before"]);
        const before = await storage.count();
        let asked = 0;
        let left = false;
        async function* endless() {
          try {
            for (;;) {
              asked += 64 * 1024;
              yield new Uint8Array(64 * 1024);
            }
          } finally {
            left = true;
          }
        }
        expect(await files.put(`limited/${key}`, endless(), { maxBytes: limit })).toBeNull();
        expect(await read(`limited/${key}`)).toBe("before");
        expect(asked).toBeLessThanOrEqual(limit + 128 * 1024);
        expect(left).toBe(true);
        expect(await storage.count()).toBe(before);
      },
    );

    test("stores nothing of what breaks off, and says what broke", async () => {
      const before = await storage.count();
      for (const pieces of [1, 7]) {
        async function* broken() {
          for (let piece = 0; piece < pieces; piece++) yield new Uint8Array(mebibyte);
          throw new Error("The other side hung up");
        }
        await expect(files.put("broken", broken(), { maxBytes: 100 * mebibyte })).rejects.toThrow("hung up");
      }
      expect(await files.open("broken")).toBeNull();
      expect(await storage.count()).toBe(before);
    });

    test("deletes, and again where nothing is left", async () => {
      await put("gone/now", ["x"]);
      await files.delete("gone/now");
      await files.delete("gone/now");
      await files.delete("never/was");
      expect(await files.open("gone/now")).toBeNull();
    });

    test("deletes all below a prefix, and nothing beside it", async () => {
      for (let i = 0; i < 8; i++) await put(`p/one/${i}`, ["x"]);
      await put("p/one/deep/er", ["x"]);
      await put("p/one-more/x", ["kept"]);
      await put("p/other", ["kept"]);
      await files.deletePrefix("p/one/");
      await files.deletePrefix("p/one/");
      for (const key of ["p/one/0", "p/one/7", "p/one/deep/er"]) expect(await files.open(key), key).toBeNull();
      for (const key of ["p/one-more/x", "p/other"]) expect(await read(key)).toBe("kept");
    });

    test.each([
      "",
      "/",
      "..",
      "../secret-key",
      "a/../../secret-key",
      "/etc/passwd",
      "a//b",
      "a/",
      "a\\b",
      "a/.unfinished",
      ".unfinished/x",
      "a\0",
      "a\n",
      "C:x",
      "%2e%2e/a",
      "a".repeat(501),
    ])("refuses %j for a key", async (key) => {
      await expect(put(key, ["x"])).rejects.toThrow(TypeError);
      await expect(files.open(key)).rejects.toThrow(TypeError);
      await expect(files.delete(key)).rejects.toThrow(TypeError);
      await expect(files.deletePrefix(`${key}/`)).rejects.toThrow(TypeError);
    });

    test("refuses a prefix that is the beginning of other names too", async () => {
      for (const prefix of ["", "p", "p/o"]) await expect(files.deletePrefix(prefix)).rejects.toThrow(TypeError);
    });

    test("stores several at once, also one key twice", async () => {
      const contents = Array.from({ length: 12 }, (_, i) => String(i).repeat(1000));
      await Promise.all(contents.map((content, i) => put(`at-once/${i % 6}`, [content])));
      for (let i = 0; i < 6; i++) expect([contents[i], contents[i + 6]]).toContain(await read(`at-once/${i}`));
    });

    test("needs no more memory for 120 MB than for 20", async () => {
      const peak = async (mebibytes: number) => {
        const told = (await json(storing(`memory-${mebibytes}`, mebibytes * mebibyte).stdout)) as Record<
          string,
          number
        >;
        expect(told).toMatchObject({ stored: mebibytes * mebibyte, read: mebibytes * mebibyte });
        return told.heldBytes! / mebibyte;
      };
      expect((await peak(120)) - (await peak(20))).toBeLessThan(10);
    });

    test("shows nothing of a file whose process was killed halfway, and clears it away later", async () => {
      const before = await storage.count();
      const child = storing("killed", 40 * mebibyte, "halt");
      await once(child.stdout, "data");
      const dead = once(child, "exit");
      child.kill("SIGKILL");
      await dead;
      expect(await files.open("killed")).toBeNull();
      await files.deleteUnfinished(new Date(Date.now() - 60_000));
      expect(await storage.count()).toBe(before + 1);
      await files.deleteUnfinished(new Date(Date.now() + 60_000));
      expect(await storage.count()).toBe(before);
    });

    test("lets go of a file that nobody reads to its end", async () => {
      const { body } = (await files.open("tenant/bot/large"))!;
      await once(body, "readable");
      body.destroy();
      await once(body, "close");
      expect(await read("part")).toBe("0123456789");
    });
  });
}
