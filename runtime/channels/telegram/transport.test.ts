import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { CancelledInSteps } from "#shared/lifecycle/cancellation.ts";
import type { Wire } from "#shared/testing/listener.ts";
import { startTelegram } from "#shared/testing/telegram/telegram.ts";
import { certificate } from "#shared/testing/tls/certificate.ts";
import { outcomeOf } from "../../turn/send-failure.ts";
import { CallForbidden } from "../call-forbidden.ts";
import { openTransport } from "./transport.ts";

const failure = (call: Promise<unknown>) =>
  call.then(
    () => expect.fail("The call has not failed"),
    (error: unknown) => error,
  );

const never = new AbortController().signal;
const query = { timeout: 0, limit: 100 };

/** A server that answers everything with `body`. */
const answering = (body: string, status = 200) => listening((_, response) => response.writeHead(status).end(body));

async function listening(handle: RequestListener) {
  const server = createServer(handle).listen(0);
  await new Promise((resolve) => server.once("listening", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.dispose]: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

describe("a transport", () => {
  test.each<Wire>(["plain", "http1", "http2"])("polls and calls over %s", async (wire) => {
    await using telegram = await startTelegram({ wire });
    await using transport = openTransport({ apiRoot: telegram.url, ca: certificate().cert });
    const bot = telegram.addBot({ firstUpdateId: 5 });
    const call = await transport.fetch(`${telegram.url}/bot${bot.token}/getMe`);
    expect(await call.json()).toMatchObject({ ok: true, result: { id: bot.id } });
    for (let times = 0; times < 3; times++)
      expect(await transport.call(bot.token, "getMe", {})).toMatchObject({ ok: true, result: { id: bot.id } });
    await expect(transport.call("1:unknown", "getMe", {})).resolves.toMatchObject({ ok: false });

    const held = transport.getUpdates(bot.token, { ...query, timeout: 50 }, never);
    await expect.poll(() => bot.polls.held).toBe(1);
    telegram.user().says(bot, "Hello");
    expect(await held).toMatchObject({ ok: true, result: [{ update_id: 5, message: { text: "Hello" } }] });

    const cut = transport.getUpdates(bot.token, { ...query, timeout: 50, offset: 6 }, never);
    await expect.poll(() => bot.polls.total).toBe(2);
    telegram.cutPolls();
    await expect(cut).rejects.toThrow();
    await expect.poll(() => bot.polls.held).toBe(0);
  });

  test.each<Wire>(["plain", "http1", "http2"])("reads ids of any length exactly over %s", async (wire) => {
    await using telegram = await startTelegram({ wire });
    await using transport = openTransport({ apiRoot: telegram.url, ca: certificate().cert });
    const bot = telegram.addBot();
    const id = 1_203_456_789_012_345_679n;
    telegram.user({ id }).says(bot, `{"id":${id}}`);
    const message = { text: `{"id":${id}}`, from: { id }, chat: { id } };
    expect(await transport.getUpdates(bot.token, query, never)).toMatchObject({ ok: true, result: [{ message }] });
    const chat = new URLSearchParams({ chat_id: String(id) });
    const fetched = await transport.fetch(`${telegram.url}/bot${bot.token}/getChat?${chat}`);
    expect(await fetched.json()).toMatchObject({ ok: true, result: { id } });
    const chat_id = JSON.rawJSON(String(id));
    expect(await transport.call(bot.token, "getChat", { chat_id })).toMatchObject({ ok: true, result: { id } });
  });

  test("gives up a poll that nobody answers", async () => {
    await using telegram = await startTelegram();
    await using transport = openTransport({ apiRoot: telegram.url, pollGraceMs: 200 });
    const bot = telegram.addBot();
    telegram.inject({ kind: "hang", when: "after" }, { method: "getUpdates" });
    await expect(transport.getUpdates(bot.token, query, never)).rejects.toThrow("The answer took too long");
  });

  test("ends a held poll when it is told to", async () => {
    await using telegram = await startTelegram();
    await using transport = openTransport({ apiRoot: telegram.url });
    const bot = telegram.addBot();
    const stop = new AbortController();
    const poll = transport.getUpdates(bot.token, { ...query, timeout: 50 }, stop.signal);
    await expect.poll(() => bot.polls.held).toBe(1);
    stop.abort();
    await expect(poll).rejects.toThrow();
    await expect.poll(() => bot.polls.held).toBe(0);
  });

  test("opens no more connections for calls than it may", async () => {
    let open = 0;
    let most = 0;
    const server = createServer((_, response) => setTimeout(() => response.end("{}"), 20)).listen(0);
    server.on("connection", (socket) => {
      most = Math.max(most, ++open);
      socket.on("close", () => open--);
    });
    await new Promise((resolve) => server.once("listening", resolve));
    const apiRoot = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    {
      await using transport = openTransport({ apiRoot, maxConnections: 3 });
      await Promise.all(Array.from({ length: 12 }, async () => (await transport.fetch(apiRoot)).json()));
    }
    server.close();
    expect(most).toBe(3);
  });

  test("keeps back what has queued behind busy connections when its permission ends meanwhile", async () => {
    const arrived: string[] = [];
    const answers: (() => void)[] = [];
    using server = await listening((request, response) => {
      arrived.push(request.url!);
      answers.push(() => response.end('"arrived"'));
    });
    let permitted = true;
    await using transport = openTransport({ apiRoot: server.url, mayCall: () => permitted, maxConnections: 50 });
    const call = async (path: string) => (await transport.fetch(`${server.url}${path}`)).json();
    const busy = Array.from({ length: 50 }, (_, n) => call(`/bot${n}/busy`));
    const queued = [call("/bot1/queued"), call("/bot2/queued")];
    await expect.poll(() => arrived.length).toBe(50);

    permitted = false;
    for (const answer of answers.splice(0)) answer();
    expect(await Promise.all(busy)).toEqual(Array(50).fill("arrived"));
    for (const call of queued) await expect(call).rejects.toThrow(CallForbidden);
    expect(arrived).toHaveLength(50);

    permitted = true;
    const later = call("/later");
    await expect.poll(() => arrived.at(-1)).toBe("/later");
    answers[0]!();
    expect(await later).toBe("arrived");
  });

  test("asks for leave before a poll and before a call, each time", async () => {
    await using telegram = await startTelegram();
    let permitted = false;
    await using transport = openTransport({ apiRoot: telegram.url, mayCall: () => permitted });
    for (let times = 0; times < 2; times++) {
      const bot = telegram.addBot();
      const poll = () => transport.getUpdates(bot.token, query, never);
      const getMe = async () => (await transport.fetch(`${telegram.url}/bot${bot.token}/getMe`)).json();
      permitted = false;
      await expect(poll()).rejects.toThrow(CallForbidden);
      await expect(getMe()).rejects.toThrow(CallForbidden);
      expect([bot.polls.total, bot.calls().length]).toEqual([0, 0]);
      permitted = true;
      expect(await poll()).toEqual({ ok: true, result: [] });
      expect(await getMe()).toMatchObject({ ok: true });
    }
  });

  test("sends nothing that was given up while it waited for a connection", async () => {
    const arrived: string[] = [];
    const answers: (() => void)[] = [];
    using server = await listening((request, response) => {
      arrived.push(request.url!);
      answers.push(() => response.end("1"));
    });
    await using transport = openTransport({ apiRoot: server.url, maxConnections: 1 });
    const busy = transport.fetch(`${server.url}/busy`);
    await expect.poll(() => arrived.length).toBe(1);
    const stop = new AbortController();
    const queued = transport.fetch(`${server.url}/queued`, { signal: stop.signal });
    stop.abort(new Error("of no use"));
    expect(outcomeOf(await failure(queued))).toBe("not_sent");
    const steps = new CancelledInSteps();
    const barred = transport.fetch(`${server.url}/barred`, { departure: steps.departure });
    steps.bar(new Error("cut off"));
    expect(outcomeOf(await failure(barred))).toBe("not_sent");
    const last = transport.fetch(`${server.url}/last`);
    answers[0]!();
    await busy;
    await expect.poll(() => arrived).toEqual(["/busy", "/last"]);
    answers[1]!();
    await last;
  });

  test("knows of an upload that it gives up whether all of it has left", async () => {
    const arrived: string[] = [];
    using server = await listening((request) => {
      request.resume().on("end", () => arrived.push(request.url!));
      arrived.push("begins");
    });
    await using transport = openTransport({ apiRoot: server.url });
    const stop = new AbortController();
    const more = Promise.withResolvers<void>();
    async function* half() {
      yield "half of it";
      await more.promise;
    }
    const cut = transport.fetch(`${server.url}/cut`, { method: "POST", body: half(), signal: stop.signal });
    await expect.poll(() => arrived).toEqual(["begins"]);
    stop.abort(new Error("over"));
    expect(outcomeOf(await failure(cut))).toBe("not_sent");
    more.resolve();

    const again = new AbortController();
    const whole = transport.fetch(`${server.url}/whole`, { method: "POST", body: ["all"], signal: again.signal });
    await expect.poll(() => arrived).toEqual(["begins", "begins", "/whole"]);
    again.abort(new Error("over"));
    expect(outcomeOf(await failure(whole))).toBe("unknown");
    expect(arrived).not.toContain("/cut");
  });

  test("has not sent what waits when it is closed", async () => {
    const arrived: string[] = [];
    using server = await listening((request) => arrived.push(request.url!));
    const transport = openTransport({ apiRoot: server.url, maxConnections: 1 });
    const all = [
      transport.fetch(`${server.url}/busy`),
      transport.fetch(`${server.url}/queued`),
      transport.call("1:a", "busy", {}),
      transport.call("1:a", "queued", {}),
    ].map(failure);
    await expect.poll(() => arrived.length).toBe(2);
    await transport[Symbol.asyncDispose]();
    const outcomes = (await Promise.all(all)).map(outcomeOf);
    expect(outcomes).toEqual(["unknown", "not_sent", "unknown", "not_sent"]);
    expect(arrived.toSorted()).toEqual(["/bot1:a/busy", "/busy"]);
  });

  test("gives up an answer without end", async () => {
    using server = await listening((_, response) => {
      const more = () => void (response.destroyed || response.write("x".repeat(2 ** 20), more));
      more();
    });
    await using transport = openTransport({ apiRoot: server.url });
    await expect(transport.getUpdates("1:a", query, never)).rejects.toThrow("too long");
    await expect(transport.fetch(server.url)).rejects.toThrow("too long");
    await expect(transport.call("1:a", "getMe", {})).rejects.toThrow("too long");
  });

  test.each([
    ["nothing", "", 200],
    ["half an answer", '{"ok":true,"res', 200],
    ["a proxy's page", "<html>502</html>", 502],
    ["other JSON", '{"status":"up"}', 200],
    ["no JSON object", "null", 200],
    ["no list of updates", '{"ok":true,"result":{}}', 200],
    ["updates none of which has an id", '{"ok":true,"result":[null,1,{"message":{}},{"update_id":"7"}]}', 200],
  ])("throws where a poll is answered with %s", async (_, body, status) => {
    using server = await answering(body, status);
    await using transport = openTransport({ apiRoot: server.url });
    await expect(transport.getUpdates("1:a", query, never)).rejects.toThrow();
  });

  test.each([
    "",
    "<html>502</html>",
    '{"status":"up"}',
    "null",
    '"ok"',
    '{"ok":false}',
    '{"ok":false,"error_code":"x"}',
  ])("throws where a call is answered %s", async (body) => {
    using server = await answering(body);
    await using transport = openTransport({ apiRoot: server.url });
    await expect(transport.call("1:a", "getMe", {})).rejects.toThrow(/no JSON|Bot API/);
  });

  test("leaves out what has no id", async () => {
    using server = await answering('{"ok":true,"result":[null,{"update_id":7,"message":null},{"update_id":1e300}]}');
    await using transport = openTransport({ apiRoot: server.url });
    expect(await transport.getUpdates("1:a", query, never)).toEqual({
      ok: true,
      result: [{ update_id: 7, message: null }],
    });
  });

  test("passes on what Telegram refuses", async () => {
    using server = await answering(
      '{"ok":false,"error_code":429,"description":"x","parameters":{"retry_after":3}}',
      429,
    );
    await using transport = openTransport({ apiRoot: server.url });
    expect(await transport.getUpdates("1:a", query, never)).toMatchObject({
      ok: false,
      parameters: { retry_after: 3 },
    });
  });
});
