import { PassThrough, Readable } from "node:stream";
import Koa from "koa";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createLog } from "#shared/log.ts";
import { answerApi } from "./api.ts";
import { answerErrors } from "./errors.ts";
import { openApi } from "./openapi.ts";
import { publicRoute } from "./route.ts";
import { type Listening, listen } from "./server.ts";
import { Streamed, streamed } from "./streamed.ts";

let body: Readable;
/** Called by the route. */
let open: () => Readable;
let server: Listening;

const route = publicRoute({
  method: "get",
  path: "/table",
  summary: "Read a table",
  answer: streamed("text/csv"),
  handle: async () => new Streamed({ type: "text/csv; charset=utf-8", headers: { "X-Rows": "many" }, body: open() }),
});

beforeAll(async () => {
  const app = new Koa();
  app.on("error", () => {});
  app.use(answerErrors({ log: createLog({ level: "silent", destination: { write() {} } }) }));
  // The one route is everybody's: nobody is asked who they are.
  app.use(answerApi({ routes: [route], publicUrl: undefined } as unknown as Parameters<typeof answerApi>[0]));
  server = await listen(app.callback(), { host: "127.0.0.1", port: 0 });
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(() => {
  body = new PassThrough();
  open = () => body;
});

const ask = (signal?: AbortSignal) => fetch(`${server.url}/api/v1/table`, { ...(signal && { signal }) });

describe("a streamed answer", () => {
  test("arrives while it is written, with its own type and headers, and is kept by nobody", async () => {
    const source = body as PassThrough;
    source.write("a,b\n");
    const { status, headers, body: answer } = await ask();
    const reader = answer!.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader.read()).value).toBe("a,b\n");
    source.end("1,2\n");
    expect((await reader.read()).value).toBe("1,2\n");
    expect((await reader.read()).done).toBe(true);
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(headers.get("x-rows")).toBe("many");
    expect(headers.get("cache-control")).toBe("no-store");
  });

  test("is written no faster than it is read", async () => {
    let written = 0;
    body = new Readable({
      read() {
        this.push(Buffer.alloc(64 * 1024));
        written += 64 * 1024;
        if (written >= 256 * 2 ** 20) this.push(null);
      },
    });
    const left = new AbortController();
    const { body: answer } = await ask(left.signal);
    await answer!.getReader().read();
    await expect.poll(() => body.isPaused()).toBe(true);
    expect(written).toBeLessThan(64 * 2 ** 20);
    left.abort();
    await expect.poll(() => body.destroyed).toBe(true);
  });

  test("that breaks looks broken to the client", async () => {
    (body as PassThrough).write("a,b\n");
    const answer = await ask();
    body.destroy(new Error("The table is gone"));
    await expect(answer.text()).rejects.toThrow();
  });

  test("that broke before it began ends nothing but its connection, also where nobody would read it", async () => {
    open = () => new Readable({ read() {}, construct: (done) => done(new Error("There is no table")) });
    expect((await fetch(`${server.url}/api/v1/table`, { method: "HEAD" })).status).toBe(200);
    await expect(ask().then((answer) => answer.text())).rejects.toThrow();
    open = () => Readable.from(["a,b\n"]);
    expect(await (await ask()).text()).toBe("a,b\n");
  });

  test("ends when the client leaves", async () => {
    (body as PassThrough).write("a,b\n");
    const left = new AbortController();
    await ask(left.signal);
    left.abort();
    await expect.poll(() => body.destroyed).toBe(true);
  });

  test("is in the OpenAPI document by its media type", () => {
    expect(openApi([route], "/api/v1")).toMatchObject({
      paths: { "/api/v1/table": { get: { responses: { 200: { content: { "text/csv": {} } } } } } },
    });
  });
});
