import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { CancelledInSteps, CancelledOnce } from "#shared/lifecycle/cancellation.ts";
import { outcomeOf } from "../../../turn/send-failure.ts";
import { CallForbidden } from "../../call-forbidden.ts";
import { calling, fails, failure, path, post } from "./testing/calling.ts";
import { answer, echo, serving } from "./testing/scripted-server.ts";

describe("calls", () => {
  test("are posts of JSON, one after another over the same connection", async () => {
    await using server = await serving({ handle: echo });
    await using calls = calling(server.origin);
    for (const text of ["Hello", "Привет, мир 👋", "x".repeat(200_000)])
      expect(await post(calls, { text })).toEqual({ text });
    expect(server.accepted).toBe(1);
    const { host } = new URL(server.origin);
    expect(server.arrived[0]!.head.split("\r\n").slice(0, 5)).toEqual([
      `POST ${path} HTTP/1.1`,
      `host: ${host}`,
      "connection: keep-alive",
      "content-type: application/json",
      "content-length: 16",
    ]);
  });

  test.each([
    ["of a refusal", `HTTP/1.1 429 Too Many Requests\r\nContent-Length: 12\r\n\r\n{"ok":false}`],
    [
      "in chunks",
      `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4;x=y\r\n{"ok\r\n8\r\n":false}\r\n0\r\nA: b\r\n\r\n`,
    ],
    [
      "that follows an interim one",
      `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{"ok":false}`,
    ],
  ])("bring an answer %s, and keep the connection", async (_, raw) => {
    await using server = await serving({ handle: ({ socket }) => void socket.write(raw) });
    await using calls = calling(server.origin);
    for (let times = 0; times < 3; times++) expect(await post(calls)).toEqual({ ok: false });
    expect(server.accepted).toBe(1);
  });

  test.each([
    ["that ends with its connection", (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n{"ok":false}')],
    ["of HTTP/1.0", (socket: Socket) => socket.write('HTTP/1.0 200 OK\r\nContent-Length: 12\r\n\r\n{"ok":false}')],
    ["after which the server hangs up", (socket: Socket) => socket.write(answer('{"ok":false}', "Connection: close"))],
    [
      "after which the server waits for a second",
      (socket: Socket) => socket.write(answer('{"ok":false}', "Keep-Alive: timeout=1")),
    ],
    ["with which more comes", (socket: Socket) => socket.write(`${answer('{"ok":false}')}${answer('"stale"')}`)],
  ])("bring an answer %s, and take another connection for the next", async (_, respond) => {
    await using server = await serving({ handle: ({ socket }) => void respond(socket) });
    await using calls = calling(server.origin, { maxConnections: 1 });
    expect(await Promise.all([post(calls), post(calls), post(calls)])).toEqual(Array(3).fill({ ok: false }));
    expect(server.accepted).toBe(3);
  });

  test("put together a character that was cut", async () => {
    const bytes = Buffer.from(answer('"Привет 👋"'));
    await using server = await serving({
      handle: async ({ socket }) => {
        socket.setNoDelay(true);
        for (const byte of bytes) {
          socket.write(Buffer.of(byte));
          await sleep(1);
        }
      },
    });
    await using calls = calling(server.origin);
    expect(await post(calls)).toBe("Привет 👋");
  });

  test("do not mix up large answers that come at once", async () => {
    await using server = await serving({ handle: ({ answer, body }) => answer(`"${body.repeat(50_000)}"`) });
    await using calls = calling(server.origin);
    const answers = await Promise.all([2, 3, 4, 5].map((digit) => post(calls, digit)));
    expect(answers).toEqual(["2", "3", "4", "5"].map((digit) => digit.repeat(50_000)));
  });

  test("wait in line when all connections are busy, first come, first served", async () => {
    await using server = await serving();
    await using calls = calling(server.origin, { maxConnections: 2 });
    const all = Array.from({ length: 50 }, (_, n) => post(calls, n));
    for (let n = 0; n < 50; n += 2) {
      await expect.poll(() => server.arrived.length).toBe(n + 2);
      for (const one of server.arrived.slice(n)) echo(one);
    }
    expect(await Promise.all(all)).toEqual([...all.keys()]);
    for (let n = 0; n < 50; n += 2)
      expect(
        server
          .bodies()
          .slice(n, n + 2)
          .sort(),
      ).toEqual([`${n}`, `${n + 1}`].sort());
    expect(server.accepted).toBe(2);
  });

  test("ask for leave when they are written, and spare the connection when they get none", async () => {
    await using server = await serving();
    let permitted = true;
    await using calls = calling(server.origin, { mayCall: () => permitted, maxConnections: 1 });
    const busy = post(calls, "busy");
    const queued = [post(calls, "queued"), post(calls, "queued")];
    await expect.poll(() => server.arrived.length).toBe(1);
    permitted = false;
    echo(server.arrived[0]!);
    expect(await busy).toBe("busy");
    for (const call of queued) await fails(call, "not_sent", "lease");
    await expect(post(calls, "free")).rejects.toThrow(CallForbidden);

    permitted = true;
    const later = post(calls, "later");
    await expect.poll(() => server.bodies()).toEqual(['"busy"', '"later"']);
    echo(server.arrived[1]!);
    expect(await later).toBe("later");
    expect(server.accepted).toBe(1);
  });

  test("leave the line at once when they are given up, and are not sent", async () => {
    await using server = await serving();
    await using calls = calling(server.origin, { maxConnections: 1 });
    const signals = Array.from({ length: 4 }, () => new CancelledOnce());
    const [busy, first, kept, last] = signals.map((signal, n) => post(calls, n, signal));
    await expect.poll(() => server.arrived.length).toBe(1);
    for (const n of [1, 3]) signals[n]!.cancel(new Error("given up"));
    for (const call of [first!, last!]) await fails(call, "not_sent", "given up");
    await fails(post(calls, 5, signals[1]), "not_sent", "given up");
    const late = post(calls, 6);
    echo(server.arrived[0]!);
    await expect.poll(() => server.arrived.length).toBe(2);
    echo(server.arrived[1]!);
    await expect.poll(() => server.arrived.length).toBe(3);
    echo(server.arrived[2]!);
    expect(await Promise.all([busy, kept, late])).toEqual([0, 2, 6]);
    for (const signal of signals) signal.cancel(new Error("too late"));
    expect(server.bodies()).toEqual(["0", "2", "6"]);
  });

  test("that are given up under way leave their answers to nobody", async () => {
    await using server = await serving();
    await using calls = calling(server.origin, { maxConnections: 1 });
    const signal = new CancelledOnce();
    const given = post(calls, "given up", signal);
    const next = post(calls, "next");
    await expect.poll(() => server.arrived.length).toBe(1);
    signal.cancel(new Error("given up"));
    await fails(given, "unknown", "given up");
    echo(server.arrived[0]!);
    await expect.poll(() => server.arrived.length).toBe(2);
    echo(server.arrived[1]!);
    expect(await next).toBe("next");
    expect([server.accepted, server.sockets.size]).toEqual([2, 1]);
  });

  test("leave the line when nothing may leave any more, while what has left is answered", async () => {
    await using server = await serving();
    await using calls = calling(server.origin, { maxConnections: 1 });
    const signal = new CancelledInSteps();
    const sent = post(calls, "sent", signal);
    const waiting = [post(calls, "waits", signal), post(calls, "waits too", signal)];
    const another = post(calls, "another's");
    await expect.poll(() => server.arrived.length).toBe(1);
    signal.bar(new Error("cut off"));
    for (const call of waiting) await fails(call, "not_sent", "given up");
    await fails(post(calls, "late", signal), "not_sent", "given up");
    echo(server.arrived[0]!);
    expect(await sent).toBe("sent");
    await expect.poll(() => server.bodies()).toEqual(['"sent"', '"another\'s"']);
    echo(server.arrived[1]!);
    expect(await another).toBe("another's");
    signal.cancel(new Error("over"));
    expect(server.accepted).toBe(1);
  });

  test("begin nothing when all of them are given up, one after the other", async () => {
    await using server = await serving();
    await using calls = calling(server.origin, { maxConnections: 2 });
    const signals = Array.from({ length: 10 }, () => new CancelledInSteps());
    const all = signals.map((signal, n) => post(calls, n, signal));
    await expect.poll(() => server.arrived.length).toBe(2);
    for (const signal of signals) signal.bar(new Error("cut off"));
    for (const signal of signals) signal.cancel(new Error("over"));
    for (const [n, call] of all.entries())
      await fails(call, n < 2 ? "unknown" : "not_sent", n < 2 ? "over" : "given up");
    const last = post(calls, "last");
    await expect.poll(() => server.bodies()).toEqual(["0", "1", '"last"']);
    echo(server.arrived[2]!);
    await last;
  });

  test("have not happened when they are given up before all of them is written", async () => {
    let begun = 0;
    const server = createServer((socket) =>
      socket
        .on("error", () => {})
        .once("data", () => {
          socket.pause();
          begun++;
        }),
    );
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    await using calls = calling(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const signal = new CancelledOnce();
    const half = post(calls, "x".repeat(30_000_000), signal);
    const whole = post(calls, "whole", signal);
    await expect.poll(() => begun).toBe(2);
    signal.cancel(new Error("over"));
    await fails(half, "not_sent", "given up");
    await fails(whole, "unknown", "over");
    server.close();
  });

  test("stop listening to their signal when they are over", async () => {
    await using server = await serving({ handle: echo });
    await using calls = calling(server.origin);
    let listening = 0;
    const signal = {
      aborted: false,
      addEventListener: () => void listening++,
      removeEventListener: () => void listening--,
    };
    const call = calls.post({ path, body: "1", signal });
    expect(listening).toBe(1);
    await call;
    await expect(calls.post({ path, body: "no JSON", signal })).rejects.toThrow(SyntaxError);
    expect(listening).toBe(0);
  });

  test("may have happened when their answer is cut, and are not made again", async () => {
    await using server = await serving({ handle: ({ socket }) => void socket.end(answer('{"ok":true}').slice(0, -3)) });
    await using calls = calling(server.origin);
    await fails(post(calls), "unknown", "closed");
    await fails(post(calls), "unknown", "closed");
    await sleep(50);
    expect(server.arrived).toHaveLength(2);
  });

  test("may have happened when the connection is reset, and are not made again", async () => {
    await using server = await serving({ handle: ({ socket }) => void socket.resetAndDestroy() });
    await using calls = calling(server.origin);
    await fails(post(calls), "unknown", "ECONNRESET");
    await sleep(50);
    expect(server.arrived).toHaveLength(1);
  });

  test.each([
    ["is no HTTP", "SSH-2.0-OpenSSH\r\n\r\n", "not HTTP"],
    ["has two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n11", "not HTTP"],
    ["is too long", "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n", "too long to be the Bot API's"],
  ])("fail when what comes %s, and hang up", async (_, raw, message) => {
    await using server = await serving({ handle: ({ socket }) => void socket.write(raw) });
    await using calls = calling(server.origin);
    await fails(post(calls), "unknown", message);
    await expect.poll(() => server.sockets.size).toBe(0);
  });

  test("fail when the answer is no JSON, without quoting it, and keep the connection", async () => {
    await using server = await serving({ handle: ({ answer, head }) => answer(head.slice(5, 30)) });
    await using calls = calling(server.origin);
    for (let times = 0; times < 2; times++) {
      const error = await failure(post(calls));
      expect(error).toBeInstanceOf(SyntaxError);
    }
    expect(server.accepted).toBe(1);
  });

  test("take nothing for their answer that nobody had asked for", async () => {
    await using server = await serving({ handle: echo });
    await using calls = calling(server.origin);
    expect(await post(calls, 1)).toBe(1);
    server.arrived[0]!.answer('"stale"');
    await expect.poll(() => server.sockets.size, { timeout: 1_000 }).toBe(0);
    expect(await post(calls, 2)).toBe(2);
  });

  test("do not notice when the server closes a connection that idles", async () => {
    await using server = await serving({ handle: echo });
    await using calls = calling(server.origin);
    for (let n = 0; n < 3; n++) {
      expect(await post(calls, n)).toBe(n);
      for (const socket of server.sockets) socket.end();
      await expect.poll(() => server.sockets.size).toBe(0);
    }
    expect(server.accepted).toBe(3);
  });

  test("close a connection a second before the server would", async () => {
    await using server = await serving({ handle: ({ answer, body }) => answer(body, "Keep-Alive: timeout=2, max=9") });
    await using calls = calling(server.origin, { callTimeoutMs: 200 });
    await post(calls);
    await sleep(500);
    await post(calls);
    expect(server.accepted).toBe(1);
    await sleep(300);
    expect(server.sockets.size).toBe(1);
    await expect.poll(() => server.sockets.size, { timeout: 1_600 }).toBe(0);
  });

  test("have not happened when nobody listens", async () => {
    const server = await serving();
    await server[Symbol.asyncDispose]();
    for (const host of ["127.0.0.1", "localhost"]) {
      await using calls = calling(`http://${host}:${server.port}`, { maxConnections: 2 });
      const all = Array.from({ length: 5 }, () => post(calls));
      for (const call of all) expect(await failure(call)).toMatchObject({ cause: { code: "ECONNREFUSED" } });
      for (const call of all) expect(outcomeOf(await failure(call))).toBe("not_sent");
    }
  });

  test("find the one address of several that answers", async () => {
    for (const secure of [false, true]) {
      await using server = await serving({ secure, handle: echo });
      await using calls = calling(server.origin.replace("127.0.0.1", "localhost"));
      for (let n = 0; n < 3; n++) expect(await post(calls, n)).toBe(n);
      expect(server.accepted).toBe(1);
    }
  });

  test("have not happened when the server is silent before they are sent", async () => {
    await using silent = await serving();
    await using calls = calling(`https://127.0.0.1:${silent.port}`, { connectTimeoutMs: 200, maxConnections: 1 });
    const started = performance.now();
    const both = [post(calls), post(calls)];
    await fails(both[0]!, "not_sent", "connection took too long");
    expect(performance.now() - started).toBeLessThan(2_000);
    await fails(both[1]!, "not_sent", "connection took too long");
    expect(performance.now() - started).toBeGreaterThanOrEqual(400);
    await expect.poll(() => silent.sockets.size).toBe(0);
  });

  test("fail when the other side breaks the handshake off", async () => {
    await using server = await serving();
    await using calls = calling(`https://127.0.0.1:${server.port}`);
    const call = failure(post(calls));
    await expect.poll(() => server.sockets.size).toBe(1);
    for (const socket of server.sockets) socket.end();
    expect(await call).toMatchObject({ cause: { code: "ECONNRESET" } });
  });

  test("do not fail for a connection when another is on its way for them", async () => {
    await using silent = await serving();
    await using calls = calling(`https://127.0.0.1:${silent.port}`);
    const signal = new CancelledOnce();
    const given = failure(post(calls, 1, signal));
    await expect.poll(() => silent.sockets.size).toBe(1);
    const kept = failure(post(calls, 2));
    await expect.poll(() => silent.sockets.size).toBe(2);
    signal.cancel(new Error("given up"));
    await given;
    const [first, second] = silent.sockets;
    first!.end();
    await expect.poll(() => silent.sockets.size).toBe(1);
    expect(await Promise.race([kept, sleep(50, "waits")])).toBe("waits");
    second!.end();
    expect(await kept).toMatchObject({ cause: { code: "ECONNRESET" } });
    expect(silent.accepted).toBe(2);
  });

  test("leave a connection that answers to half of one, so that the other half is not read as the next", async () => {
    let accepted = 0;
    const server = createServer((socket) => {
      accepted++;
      socket.on("error", () => {}).once("data", () => socket.pause().write(answer("1")));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    await using calls = calling(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    expect(await post(calls, "x".repeat(30_000_000))).toBe(1);
    await new Promise(setImmediate);
    expect(await post(calls)).toBe(1);
    expect(accepted).toBe(2);
    server.close();
  });

  test.each(["/a b", "/a\r\nx: y", "/a\n", "/\0", "/п"])("are refused to go to %j", async (path) => {
    await using server = await serving({ handle: echo });
    await using calls = calling(server.origin);
    await expect(calls.post({ path, body: "1" })).rejects.toThrow("forbidden characters");
    expect(server.accepted).toBe(0);
  });

  test("end with the connections", async () => {
    await using server = await serving();
    const calls = calling(server.origin, { maxConnections: 1 });
    const all = Promise.all([fails(post(calls), "unknown", "closed"), fails(post(calls), "not_sent", "closed")]);
    await expect.poll(() => server.arrived.length).toBe(1);
    await calls[Symbol.asyncDispose]();
    await all;
    await fails(post(calls), "not_sent", "closed");
    await expect.poll(() => server.sockets.size).toBe(0);
    expect(server.arrived).toHaveLength(1);
  });

  test("end while the connection for them is opened", async () => {
    await using server = await serving();
    const calls = calling(`https://127.0.0.1:${server.port}`);
    const call = fails(post(calls), "not_sent", "closed");
    await expect.poll(() => server.sockets.size).toBe(1);
    await calls[Symbol.asyncDispose]();
    await call;
    await expect.poll(() => server.sockets.size).toBe(0);
  });
});
