import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestedControlPlane, testedControlPlane } from "../testing/control-plane.ts";

let api: TestedControlPlane;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "page-"));
  const pageDir = join(folder, "dist");
  await mkdir(join(pageDir, "assets"), { recursive: true });
  await writeFile(join(folder, "secret.txt"), "a secret");
  await writeFile(join(pageDir, ".built-from"), "a hidden file");
  await writeFile(join(pageDir, "index.html"), "<!doctype html><title>BotFactory</title>");
  await writeFile(join(pageDir, "favicon.svg"), "<svg/>");
  await writeFile(join(pageDir, "assets/main-abc123.js"), "run()");
  await writeFile(join(pageDir, "assets/main-abc123.js.br"), brotliCompressSync("run()"));
  api = await testedControlPlane({ pageDir });
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

describe("the page", () => {
  test.each(["/", "/bots", "/bots/0199b2c4-0000-7000-8000-000000000001/commands", "/sign-in?next=%2F", "/apiary"])(
    "is at %s, and never kept without asking",
    async (path) => {
      const { status, headers, text } = await api.visitor().get(path);
      expect(status).toBe(200);
      expect(headers.get("content-type")).toMatch(/^text\/html/);
      expect(headers.get("cache-control")).toBe("no-cache");
      expect(headers.get("content-security-policy")).toContain("script-src 'self'");
      expect(text).toContain("BotFactory");
    },
  );

  test("has assets that are kept for ever, compressed where they were at the build", async () => {
    const { headers, text } = await api.visitor().get("/assets/main-abc123.js", { "accept-encoding": "br" });
    expect(text).toBe("run()");
    expect(headers.get("content-encoding")).toBe("br");
    expect(headers.get("cache-control")).toBe("max-age=31536000,immutable");
    expect(headers.get("vary")).toBe("Accept-Encoding");
    expect(headers.get("content-type")).toMatch(/javascript/);
    const plain = await api.visitor().get("/assets/main-abc123.js", { "accept-encoding": "identity" });
    expect(plain.headers.get("content-encoding")).toBeNull();
    expect(plain.text).toBe("run()");
  });

  test("has no HTML where a file is missing", async () => {
    expect((await api.visitor().get("/assets/main-old.js")).status).toBe(404);
    expect((await api.visitor().get("/robots.txt")).status).toBe(404);
    expect((await api.visitor().get("/favicon.svg")).status).toBe(200);
  });

  test("is not sent again to whoever has it, and is once it has changed, whatever its date", async () => {
    const { headers } = await api.visitor().get("/");
    // fetch would add a Cache-Control of its own.
    const asked = () =>
      new Promise((resolve, reject) => {
        const conditional = {
          "if-none-match": headers.get("etag") ?? "",
          "if-modified-since": headers.get("last-modified") ?? "",
        };
        get(api.url, { headers: conditional }, (response) => resolve(response.resume().statusCode)).on("error", reject);
      });
    expect(await asked()).toBe(304);
    const file = join(folder, "dist/index.html");
    await writeFile(file, "<!doctype html><title>BotFactory, anew</title>");
    await utimes(file, new Date(0), new Date(0));
    expect(await asked()).toBe(200);
  });

  test.each([
    "/.built-from",
    "/..%2fsecret.txt",
    "/%2e%2e/secret.txt",
    "/assets/..%2f..%2fsecret.txt",
    "/%00",
    "/%ff",
    "/a%5c..%5c",
  ])("gives out nothing beside itself at %s", async (path) => {
    const { status, text } = await api.visitor().get(path);
    expect(status).toBeLessThan(500);
    expect(text).not.toMatch(/secret|hidden/);
  });

  test("is not what a POST gets", async () => {
    expect((await api.visitor().post("/bots", {})).status).toBe(404);
  });
});
