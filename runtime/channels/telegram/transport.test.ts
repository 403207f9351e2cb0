import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { startTelegram } from "#shared/testing/telegram/telegram.ts";
import { openTransport } from "./transport.ts";

const never = new AbortController().signal;
const query = { timeout: 0, limit: 100 };

/** A server that answers everything with `body`. */
async function answering(body: string, status = 200) {
  const server = createServer((_, response) => response.writeHead(status).end(body)).listen(0);
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
  test("gives up a poll that nobody answers", async () => {
    await using telegram = await startTelegram();
    await using transport = openTransport({ apiRoot: telegram.url, pollGraceMs: 200 });
    const bot = telegram.addBot();
    telegram.inject({ kind: "hang", when: "after" }, { method: "getUpdates" });
    await expect(transport.getUpdates(bot.token, query, never)).rejects.toThrow("Headers Timeout");
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
