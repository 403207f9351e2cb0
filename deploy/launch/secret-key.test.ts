import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { keptSecretKey } from "./secret-key.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "botfactory-key-"));
});

afterEach(() => rm(folder, { recursive: true }));

describe("the secret key", () => {
  test("is made once, kept from other users, and stays the same", async () => {
    const key = await keptSecretKey(folder);
    expect(key.length).toBeGreaterThanOrEqual(43);
    expect((await stat(join(folder, "secret-key"))).mode & 0o777).toBe(0o600);
    expect(await keptSecretKey(folder)).toBe(key);
  });

  test("is never replaced when it is damaged", async () => {
    await writeFile(join(folder, "secret-key"), "");
    await expect(keptSecretKey(folder)).rejects.toThrow("is damaged: restore it from a backup");
  });
});
