/** Real servers on loopback: those at 127.0.0.1 are opened by the allow-list, 127.0.0.2 stands for the inside. */
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { Listener } from "#shared/testing/listener.ts";
import { certificate } from "#shared/testing/tls/certificate.ts";
import { addressGuard } from "../../shared/address-guard.ts";
import { createWebhookClient, type Resolve } from "./webhook-client.ts";

const megabyte = 1024 * 1024;

async function setting(
  handle: RequestListener,
  options: { allow?: string[]; resolve?: Resolve; timeoutMs?: number } = {},
) {
  const stack = new AsyncDisposableStack();
  const outside = stack.use(await Listener.open(handle));
  const port = Number(new URL(outside.url).port);
  const inside = { requests: 0, url: `http://127.0.0.2:${port}` };
  const server = createServer((_, response) => {
    inside.requests++;
    response.end("the crown jewels");
  });
  server.listen(port, "127.0.0.2");
  await once(server, "listening");
  expect((server.address() as AddressInfo).port).toBe(port);
  stack.defer(() => {
    server.closeAllConnections();
    server.close();
  });
  const { allow = ["127.0.0.1"], ...rest } = options;
  const client = stack.use(createWebhookClient({ guard: addressGuard(allow), ...rest }));
  return {
    outside,
    inside,
    port,
    post: (url: string, signal?: AbortSignal) =>
      client.post({ url, headers: { "content-type": "application/json", "webhook-id": "1" }, body: "{}", signal }),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** Answers lookups from a table, and counts them. */
function names(table: Record<string, string[]>) {
  const asked: string[] = [];
  const resolve: Resolve = (host, _, callback) => {
    asked.push(host);
    const found = table[host];
    if (!found) return callback(Object.assign(new Error("none"), { code: "ENOTFOUND" }), []);
    callback(
      null,
      found.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    );
  };
  return { asked, resolve };
}

describe("a webhook's client", () => {
  test("posts the body with its headers and brings back status and answer", async () => {
    const seen: unknown[] = [];
    await using setup = await setting(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      seen.push(request.method, request.url, request.headers["webhook-id"], request.headers["content-type"], body);
      response.writeHead(202).end("Ü 😀");
    });
    expect(await setup.post(`${setup.outside.url}/a?b=c#d`)).toEqual({
      status: 202,
      body: "Ü 😀",
      error: null,
      retryAfterMs: null,
    });
    expect(seen).toEqual(["POST", "/a?b=c", "1", "application/json", "{}"]);
  });

  test.each([
    "http://127.0.0.2",
    "http://2130706434",
    "http://0x7f.2",
    "http://0177.0.0.2",
    "http://127.2",
    "http://[::ffff:127.0.0.2]",
  ])("does not connect to %s", async (address) => {
    await using setup = await setting(() => {});
    const answer = await setup.post(`${address}:${setup.port}/`);
    expect(answer).toMatchObject({
      status: null,
      error: expect.stringMatching(/private or reserved network.*WEBHOOK_ALLOW/),
    });
    expect(setup.inside.requests).toBe(0);
  });

  test("does not connect to a name that DNS points inward, and tells nothing of where", async () => {
    const { resolve, asked } = names({ "evil.example": ["127.0.0.2", "::ffff:127.0.0.2", "169.254.169.254"] });
    await using setup = await setting(() => {}, { resolve });
    const answer = await setup.post(`http://evil.example:${setup.port}/`);
    expect(answer.error).toMatch(/private or reserved/);
    expect(answer.error).not.toMatch(/\d+\.\d+/);
    expect(setup.inside.requests).toBe(0);
    expect(asked).toEqual(["evil.example"]);
  });

  test("connects to what was checked: of several addresses to those allowed, and DNS is asked once", async () => {
    const { resolve, asked } = names({ "mixed.example": ["127.0.0.2", "127.0.0.1"] });
    await using setup = await setting((_, response) => response.end("outside"), { resolve });
    expect((await setup.post(`http://mixed.example:${setup.port}/`)).body).toBe("outside");
    expect(setup.inside.requests).toBe(0);
    expect(asked).toEqual(["mixed.example"]);
  });

  test("checks anew at each connection: a name that turns inward later is refused", async () => {
    const table = { "turning.example": ["127.0.0.1"] };
    const { resolve } = names(table);
    await using setup = await setting((_, response) => response.end("outside"), { resolve });
    const url = `http://turning.example:${setup.port}/`;
    expect((await setup.post(url)).body).toBe("outside");
    table["turning.example"] = ["127.0.0.2"];
    expect((await setup.post(url)).error).toMatch(/private or reserved/);
    expect(setup.inside.requests).toBe(0);
  });

  test("reaches a host that the operator has opened by its name", async () => {
    const { resolve } = names({ "n8n.lan": ["127.0.0.1"] });
    await using setup = await setting((_, response) => response.end("hello"), { resolve, allow: ["n8n.lan"] });
    expect((await setup.post(`http://n8n.lan:${setup.port}/`)).body).toBe("hello");
    expect((await setup.post(setup.outside.url)).error).toMatch(/private or reserved/);
  });

  test.each([301, 302, 303, 307, 308])("does not follow a %i inward, by address or by name", async (status) => {
    const { resolve } = names({ "evil.example": ["127.0.0.2"] });
    let to = "";
    await using setup = await setting((_, response) => response.writeHead(status, { location: to }).end(), { resolve });
    for (to of [setup.inside.url, `http://evil.example:${setup.port}/`]) {
      expect((await setup.post(setup.outside.url)).error).toMatch(/private or reserved/);
    }
    expect(setup.inside.requests).toBe(0);
  });

  test("follows a few redirects, and no more", async () => {
    await using setup = await setting((request, response) => {
      const left = Number(request.url!.slice(1));
      if (left === 0) return response.end(`arrived by ${request.method}`);
      response.writeHead(307, { location: `/${left - 1}` }).end("x".repeat(1000));
    });
    expect((await setup.post(`${setup.outside.url}/3`)).body).toBe("arrived by POST");
    expect(await setup.post(`${setup.outside.url}/4`)).toMatchObject({
      status: 307,
      error: expect.stringMatching(/redirects/),
    });
  });

  test("reads up to 1 MB of an answer of 50, and does not receive the rest", async () => {
    let sent = 0;
    const cutOff = Promise.withResolvers<void>();
    await using setup = await setting((_, response) => {
      response.on("close", () => cutOff.resolve());
      const chunk = Buffer.alloc(64 * 1024, "x");
      const more = () => {
        while (sent < 50 * megabyte) {
          sent += chunk.length;
          if (!response.write(chunk)) return void response.once("drain", more);
        }
        response.end();
      };
      more();
    });
    const answer = await setup.post(setup.outside.url);
    expect(answer).toMatchObject({ status: 200, error: expect.stringMatching(/longer than 1 MB/) });
    expect(answer.body).toHaveLength(megabyte);
    await cutOff.promise;
    expect(sent).toBeLessThan(20 * megabyte);
  });

  test("gives up on who never answers, who never ends, and who redirects slowly, after the time for all together", async () => {
    await using setup = await setting(
      (request, response) => {
        if (request.url === "/drip") {
          response.write("a");
          const timer = setInterval(() => response.write("a"), 20);
          response.on("close", () => clearInterval(timer));
        }
        if (request.url === "/slow") setTimeout(() => response.writeHead(307, { location: "/slow" }).end(), 250);
      },
      { timeoutMs: 400 },
    );
    for (const path of ["/never", "/drip", "/slow"]) {
      const answer = await setup.post(setup.outside.url + path);
      expect(answer).toMatchObject({ status: null, error: "No whole answer within 0.4 seconds" });
    }
  });

  test("says in words why there is no answer", async () => {
    const { resolve } = names({});
    await using setup = await setting((request) => request.socket.destroy(), { resolve });
    expect((await setup.post("http://nowhere.example/")).error).toMatch(/no host of that name/);
    expect((await setup.post(setup.outside.url)).error).toMatch(/broke the connection/);
    await setup.outside.refuse();
    expect((await setup.post(setup.outside.url)).error).toMatch(/Nothing listens there/);
  });

  test("speaks TLS, and trusts no certificate that it should not", async () => {
    await using server = await Listener.open((_, response) => void response.end("safe"), 0, "http1");
    const request = { url: server.url, headers: {}, body: "{}" };
    const guard = addressGuard(["127.0.0.0/8"]);
    await using trusting = createWebhookClient({ guard, ca: certificate().cert });
    expect((await trusting.post(request)).body).toBe("safe");
    await using strict = createWebhookClient({ guard });
    expect((await strict.post(request)).error).toMatch(/certificate cannot be trusted/);
  });

  test("says what is wrong with TLS: another host's certificate, and none at all", async () => {
    const { resolve } = names({ "other.example": ["127.0.0.1"] });
    await using server = await Listener.open((_, response) => void response.end("safe"), 0, "http1");
    await using setup = await setting((_, response) => response.end("plain"), { resolve });
    const guard = addressGuard(["127.0.0.1"]);
    await using client = createWebhookClient({ guard, resolve, ca: certificate().cert });
    const url = `https://other.example:${new URL(server.url).port}/`;
    expect((await client.post({ url, headers: {}, body: "{}" })).error).toMatch(
      /certificate cannot be trusted \(ERR_TLS_CERT_ALTNAME_INVALID\)/,
    );
    expect((await setup.post(`https://127.0.0.1:${setup.port}/`)).error).toMatch(/does not speak TLS as it should/);
  });

  test("never unpacks an answer: a small one may hold gigabytes", async () => {
    const bomb = gzipSync(Buffer.alloc(50 * megabyte));
    let accepted: string | undefined;
    await using setup = await setting((request, response) => {
      accepted = request.headers["accept-encoding"];
      response.writeHead(200, { "content-encoding": "gzip" }).end(bomb);
    });
    expect(await setup.post(setup.outside.url)).toEqual({
      ...{ status: 200, body: null, retryAfterMs: null },
      error: "Its answer is packed (gzip), though it was asked not to pack it",
    });
    expect(accepted).toBe("identity");
  });

  test("gives up on names nobody looks up, on TLS that never begins, and on headers that come one by one", async () => {
    const resolve: Resolve = () => {};
    const open = new Set<Socket>();
    await using dripping = await setting(
      (request) => {
        const { socket } = request;
        socket.write("HTTP/1.1 200 OK\r\nx-drip: ");
        const timer = setInterval(() => socket.write("a"), 20);
        socket.on("close", () => clearInterval(timer));
      },
      { timeoutMs: 400, resolve },
    );
    const silent = createTcpServer((socket) => void open.add(socket.on("error", () => {}))).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as AddressInfo;
    for (const url of ["http://nobody.example/", `https://127.0.0.1:${port}/`, dripping.outside.url])
      expect(await dripping.post(url)).toMatchObject({ status: null, error: "No whole answer within 0.4 seconds" });
    for (const socket of open) socket.destroy();
    silent.close();
  });

  test("connects to none but the public ones of a name's many addresses, in either family", async () => {
    const inward = ["127.0.0.2", "::1", "::ffff:127.0.0.2", "169.254.169.254", "10.0.0.1", "fd00::1"];
    const table: Record<string, string[]> = { "mixed.example": [...inward, "127.0.0.1"], "inward.example": inward };
    const { resolve } = names(table);
    await using setup = await setting((_, response) => response.end("outside"), { resolve });
    expect((await setup.post(`http://mixed.example:${setup.port}/`)).body).toBe("outside");
    expect((await setup.post(`http://inward.example:${setup.port}/`)).error).toMatch(/private or reserved/);
    expect(setup.inside.requests).toBe(0);
  });

  test("tells when somebody busy wants to be asked again", async () => {
    await using setup = await setting((request, response) =>
      response.writeHead(Number(request.url!.slice(1)), { "retry-after": "7" }).end(),
    );
    const wants = async (status: number) => (await setup.post(`${setup.outside.url}/${status}`)).retryAfterMs;
    expect([await wants(429), await wants(503), await wants(500)]).toEqual([7_000, 7_000, null]);
  });

  test("throws only what its caller aborts with", async () => {
    await using setup = await setting(() => {});
    const cut = new AbortController();
    const posted = setup.post(setup.outside.url, cut.signal);
    cut.abort(new Error("cut off"));
    await expect(posted).rejects.toThrow("cut off");
  });
});
