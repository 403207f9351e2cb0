import { once } from "node:events";
import { constants, createSecureServer, type Http2Stream, type ServerHttp2Session, type Settings } from "node:http2";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, connect, createServer as createTcpServer, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { certificate } from "#shared/testing/tls/certificate.ts";
import { CallForbidden } from "../../call-forbidden.ts";
import { Calls } from "../calls/calls.ts";
import { HttpsPolls } from "./https-polls.ts";

const never = new AbortController().signal;
const empty = '{"ok":true,"result":[]}';

async function listening<S extends Server>(server: S, port = 0): Promise<S & AsyncDisposable> {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return server as S & AsyncDisposable;
}
const portOf = (server: Server) => (server.address() as AddressInfo).port;

/** A server that holds every poll until the test answers it. */
async function holding(settings: Settings = {}, port = 0) {
  const sessions: ServerHttp2Session[] = [];
  const streams: Http2Stream[] = [];
  const server = createSecureServer({ ...certificate(), settings });
  server.on("session", (session) => sessions.push(session));
  server.on("stream", (stream) => {
    stream.on("error", () => {});
    streams.push(stream.resume());
  });
  await listening(server as unknown as Server, port);
  const end = async () => {
    for (const session of sessions) session.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return {
    port: portOf(server as unknown as Server),
    sessions,
    streams,
    /** Connections that are open. */
    get connections() {
      return sessions.filter(({ destroyed }) => !destroyed).length;
    },
    answer(body = empty) {
      for (const stream of streams.splice(0)) if (!stream.destroyed) stream.end(body);
    },
    async arrived(count: number) {
      await expect.poll(() => streams.length).toBe(count);
    },
    end,
    [Symbol.asyncDispose]: end,
  };
}

/** What lies between us and a server, and can fail. */
async function wireTo(port: number) {
  const ends: Socket[] = [];
  const server = await listening(
    createTcpServer((here) => {
      const there = connect(port, "127.0.0.1");
      for (const end of [here, there]) ends.push(end.on("error", () => {}));
      here.pipe(there).pipe(here);
    }),
  );
  const cut = () => {
    for (const end of ends.splice(0)) end.destroy();
  };
  return {
    port: portOf(server),
    cut,
    hang() {
      for (const end of ends) end.unpipe();
    },
    async [Symbol.asyncDispose]() {
      cut();
      server.close();
    },
  };
}

/** Polls of the server at `port`. */
function pollsOf(port: number, options: { mayCall?: () => boolean; heartbeatMs?: number; ca?: string } = {}) {
  const given = {
    origin: `https://127.0.0.1:${port}`,
    mayCall: () => true,
    connectTimeoutMs: 300,
    heartbeatMs: 60_000,
    ca: certificate().cert,
    ...options,
  };
  const http1 = new Calls({ ...given, maxConnections: Number.POSITIVE_INFINITY, callTimeoutMs: 30_000 });
  const polls = new HttpsPolls({ ...given, http1 });
  const post = (path: string, { signal = never, timeoutMs = 60_000 } = {}) =>
    polls.post({ path, body: "{}", signal, timeoutMs });
  return { post, [Symbol.asyncDispose]: () => polls[Symbol.asyncDispose]() };
}

describe("polls over TLS", () => {
  test("share connections, as many as the server lets them", async () => {
    await using server = await holding({ maxConcurrentStreams: 3 });
    await using polls = pollsOf(server.port);
    for (let round = 0; round < 2; round++) {
      const answers = Array.from({ length: 7 }, (_, n) => polls.post(`/${n}`));
      await server.arrived(7);
      expect(server.connections).toBe(3);
      server.answer();
      expect(await Promise.all(answers)).toEqual(Array(7).fill({ ok: true, result: [] }));
    }
    expect(server.sessions).toHaveLength(3);
  });

  test("fall back to HTTP/1.1, and find HTTP/2 when it comes", async () => {
    let greetings = 0;
    const old = await listening(createHttpsServer(certificate(), (_, response) => response.end('"HTTP/1.1"')));
    const port = portOf(old);
    old.on("secureConnection", () => greetings++);
    await using polls = pollsOf(port);
    for (let times = 0; times < 3; times++) expect(await polls.post("/")).toBe("HTTP/1.1");
    expect(greetings).toBeLessThanOrEqual(2);

    old.closeAllConnections();
    old.close();
    await once(old, "close");
    await expect(polls.post("/")).rejects.toThrow();
    await using server = await holding({}, port);
    const answer = polls.post("/");
    await server.arrived(1);
    server.answer('"HTTP/2"');
    expect(await answer).toBe("HTTP/2");
  });

  test("are answered after the server's good-bye, and go on over a new connection", async () => {
    await using server = await holding();
    await using polls = pollsOf(server.port);
    const held = polls.post("/held");
    await server.arrived(1);
    server.sessions[0]!.goaway();
    await sleep(50);
    const next = polls.post("/next");
    await server.arrived(2);
    expect(server.sessions).toHaveLength(2);
    server.answer();
    expect(await Promise.all([held, next])).toHaveLength(2);
  });

  test.each<[string, (server: Awaited<ReturnType<typeof holding>>) => void]>([
    ["destroys the connection", ({ sessions }) => sessions[0]!.destroy()],
    ["breaks it off", ({ sessions }) => sessions[0]!.goaway(constants.NGHTTP2_INTERNAL_ERROR)],
  ])("end when the server %s, and come back", async (_, fault) => {
    await using server = await holding();
    await using polls = pollsOf(server.port);
    const held = [polls.post("/1"), polls.post("/2")];
    await server.arrived(2);
    fault(server);
    for (const poll of held) await expect(poll).rejects.toThrow();
    const next = polls.post("/next");
    await server.arrived(3);
    server.answer();
    await next;
  });

  test.each<[string, (stream: Http2Stream) => void]>([
    ["cancels it", (stream) => stream.close(constants.NGHTTP2_CANCEL)],
    ["refuses it", (stream) => stream.close(constants.NGHTTP2_REFUSED_STREAM)],
    ["closes it without a word", (stream) => stream.close()],
    [
      "breaks off in the middle",
      (stream) => {
        (stream as Http2Stream & NodeJS.WritableStream).write('{"ok":true,');
        setTimeout(() => stream.close(constants.NGHTTP2_INTERNAL_ERROR), 20);
      },
    ],
    ["says something else", (stream) => (stream as Http2Stream & NodeJS.WritableStream).end("<html>")],
  ])("lose one alone when the server %s", async (_, fault) => {
    await using server = await holding();
    await using polls = pollsOf(server.port);
    const lost = polls.post("/lost");
    await server.arrived(1);
    const other = polls.post("/other");
    await server.arrived(2);
    fault(server.streams.shift()!);
    await expect(lost).rejects.toThrow();
    server.answer();
    expect(await other).toEqual({ ok: true, result: [] });
    expect(server.sessions).toHaveLength(1);
  });

  test("give up one that nobody answers, and tell the server", async () => {
    await using server = await holding();
    await using polls = pollsOf(server.port);
    await expect(polls.post("/", { timeoutMs: 50 })).rejects.toThrow("No answer came in time");
    await expect.poll(() => server.streams[0]!.rstCode).toBe(constants.NGHTTP2_CANCEL);
  });

  test("end one that is given up, and no other", async () => {
    await using server = await holding();
    await using polls = pollsOf(server.port);
    const stop = new AbortController();
    const given = polls.post("/given-up", { signal: stop.signal });
    const other = polls.post("/other");
    await server.arrived(2);
    stop.abort(new Error("enough"));
    await expect(given).rejects.toThrow("enough");
    await expect.poll(() => server.streams.map(({ rstCode }) => rstCode)).toContain(constants.NGHTTP2_CANCEL);
    server.answer();
    expect(await other).toEqual({ ok: true, result: [] });
  });

  test("notice a server that has gone without a word", async () => {
    await using server = await holding();
    await using wire = await wireTo(server.port);
    await using polls = pollsOf(wire.port, { heartbeatMs: 60 });
    const held = polls.post("/");
    await server.arrived(1);
    wire.hang();
    await expect(held).rejects.toThrow("gone");
  });

  test("end when the wire is cut, and come back", async () => {
    await using server = await holding();
    await using wire = await wireTo(server.port);
    await using polls = pollsOf(wire.port);
    const held = [polls.post("/1"), polls.post("/2")];
    await server.arrived(2);
    wire.cut();
    for (const poll of held) await expect(poll).rejects.toThrow();
    const next = polls.post("/next");
    await server.arrived(3);
    server.answer();
    await next;
  });

  test("go on for many heartbeats of a server that is there", async () => {
    await using server = await holding();
    await using polls = pollsOf(server.port, { heartbeatMs: 20 });
    const held = polls.post("/");
    await server.arrived(1);
    await sleep(200);
    server.answer();
    expect(await held).toEqual({ ok: true, result: [] });
  });

  test("may be ended at the moment of a heartbeat", async () => {
    await using server = await holding();
    const polls = pollsOf(server.port, { heartbeatMs: 5 });
    const held = polls.post("/").catch((error: Error) => error);
    await server.arrived(1);
    const ended = polls[Symbol.asyncDispose]();
    // The next heartbeat is due before anybody hears that the connection is over.
    for (const until = performance.now() + 20; performance.now() < until; );
    await ended;
    expect(await held).toBeInstanceOf(Error);
    await sleep(20);
  });

  test("close a connection that has nothing to carry", async () => {
    await using server = await holding();
    await using polls = pollsOf(server.port, { heartbeatMs: 30 });
    const held = polls.post("/");
    await server.arrived(1);
    server.answer();
    await held;
    await expect.poll(() => server.connections).toBe(0);
  });

  test("give up an answer without end", async () => {
    await using server = await holding();
    await using polls = pollsOf(server.port);
    const held = polls.post("/");
    await server.arrived(1);
    const stream = server.streams[0] as Http2Stream & NodeJS.WritableStream;
    const more = () => void (stream.destroyed || stream.write("x".repeat(2 ** 18), more));
    more();
    await expect(held).rejects.toThrow("too long");
  });

  test("are kept back while nothing may be sent", async () => {
    await using server = await holding();
    let permitted = false;
    await using polls = pollsOf(server.port, { mayCall: () => permitted });
    await expect(polls.post("/")).rejects.toThrow(CallForbidden);
    permitted = true;
    const held = polls.post("/");
    await server.arrived(1);
    permitted = false;
    await expect(polls.post("/")).rejects.toThrow(CallForbidden);
    server.answer();
    await held;
    await sleep(20);
    expect(server.streams).toHaveLength(0);
  });

  test("fail when nobody listens, and come back when somebody does", async () => {
    const gone = await holding();
    await gone.end();
    await using polls = pollsOf(gone.port);
    await expect(polls.post("/")).rejects.toThrow("ECONNREFUSED");
    await using server = await holding({}, gone.port);
    const held = polls.post("/");
    await server.arrived(1);
    server.answer();
    await held;
  });

  test("fail when the server is not who it should be", async () => {
    await using server = await holding();
    await using polls = pollsOf(server.port, { ca: "" });
    await expect(polls.post("/")).rejects.toThrow("self-signed certificate");
  });

  test("fail when the server does not say a word, and end at once when they are given up meanwhile", async () => {
    const silent = await listening(createTcpServer());
    await using polls = pollsOf(portOf(silent));
    const stop = new AbortController();
    const given = polls.post("/", { signal: stop.signal });
    const waiting = polls.post("/");
    stop.abort(new Error("enough"));
    await expect(given).rejects.toThrow("enough");
    await expect(waiting).rejects.toThrow("too long");
    silent.close();
  });

  test("fail where the server allows no requests", async () => {
    await using server = await holding({ maxConcurrentStreams: 0 });
    await using polls = pollsOf(server.port);
    await expect(polls.post("/")).rejects.toThrow("allows no requests");
  });
});
