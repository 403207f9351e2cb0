import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ErrorBody } from "#shared/schemas/error.ts";
import { password, type TestedControlPlane, testedControlPlane } from "../testing/control-plane.ts";
import type { Visitor } from "../testing/visitor.ts";

let api: TestedControlPlane;
let person: Visitor;
let botId: string;

beforeAll(async () => {
  api = await testedControlPlane();
  person = await api.person("Anna");
  botId = (await person.post("/api/v1/bots", { token: api.telegram.addBot().token })).body.id;
});
afterAll(() => api[Symbol.asyncDispose]());

describe("an address that does not exist", () => {
  test.each([
    "/api",
    "/api/",
    "/api/v1",
    "/api/v2/bots",
    "/api/v1/nothing",
    "/api/v1/Bots",
    "/api/auth/nothing",
    "/api/v1/bots/",
  ])("%s is 404 in JSON", async (path) => {
    const { status, body } = await person.get(path);
    expect(status).toBe(404);
    expect(ErrorBody.parse(body).error.code).toBe("not_found");
  });

  test("is 404 for a method that a route lacks", async () => {
    expect((await person.ask("PUT", "/api/v1/bots", {})).status).toBe(404);
    expect((await person.ask("POST", "/api/v1/tenant", {})).status).toBe(404);
  });
});

describe("hostile input", () => {
  test.each([
    "no-uuid",
    "%00",
    "%ff",
    "%",
    "..%2f..%2fetc%2fpasswd",
    "'%20or%20'1'='1",
    "%ED%A0%80",
    "a".repeat(4000),
    "00000000-0000-0000-0000-000000000000",
    "0199b2c4-0000-7000-8000-000000000001%0a",
  ])("%s for an id is 400 or 404", async (id) => {
    for (const path of [`/api/v1/bots/${id}`, `/api/v1/commands/${id}`, `/api/v1/conversations/${id}/messages`]) {
      const { status, body, text } = await person.get(path);
      expect([400, 404], path).toContain(status);
      expect(ErrorBody.safeParse(body).success).toBe(true);
      expect(text).not.toMatch(/node_modules|postgres|select /i);
    }
  });

  test.each([
    ["not JSON", "{"],
    ["a bare word", "true"],
    ["a bare text", '"text"'],
    ["nothing", ""],
    ["null", "null"],
    ["a list", "[]"],
    ["a key twice over", '{"name":"a","name":{}}'],
    ["a prototype", '{"__proto__":{"name":"x"}}'],
    ["an escaped NUL", '{"name":"a\\u0000b"}'],
    ["an escaped half of a pair", '{"name":"\\ud800"}'],
    ["a NUL in a key", '{"a\\u0000":1}'],
    ["brackets without end", "[".repeat(100_000)],
    ["a list in a list in a list …", `${"[".repeat(10_000)}${"]".repeat(10_000)}`],
    ["a number without end", `{"temperature":1e999}`],
  ])("%s for a body is 400", async (_, body) => {
    for (const ask of [
      () => person.patch(`/api/v1/bots/${botId}`, body),
      () => person.post("/api/v1/bots", body),
      () => api.visitor().post("/api/auth/sign-in/email", body),
    ]) {
      const answer = await ask();
      // A change of nothing is no mistake.
      if (answer.status === 200) expect([answer.text.includes("Anna"), body]).toEqual([false, ""]);
      else expect(answer.status).toBe(400);
    }
  });

  test("of another content type is 400", async () => {
    const answer = await person.post("/api/v1/bots", "token=1", {
      "content-type": "application/x-www-form-urlencoded",
    });
    expect(answer.status).toBe(400);
    const charset = await person.post("/api/v1/bots", "{}", { "content-type": "application/json; charset=klingon" });
    expect(charset.status).toBe(400);
  });
});

describe("a body that is no JSON", () => {
  test.each(["application/x-www-form-urlencoded", "text/json", "text/plain"])(
    "is refused, not passed over: %s",
    async (type) => {
      const { status, body } = await person.post("/api/v1/bots", "token=x", { "content-type": type });
      expect(status).toBe(400);
      expect(body.error.message).toContain("application/json");
    },
  );
});

describe("a body over 1 MB", () => {
  const big = (bytes: number) => JSON.stringify({ message: "x".repeat(bytes) });

  test("is 413, told in JSON", async () => {
    for (const path of [`/api/v1/bots/${botId}/test-prompt`, "/api/auth/sign-in/email"]) {
      const { status, body } = await person.post(path, big(1024 * 1024));
      expect(status).toBe(413);
      expect(body.error.code).toBe("too_large");
    }
  });

  test("is 413 also when it does not say how large it is", async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sent = request(
        `${api.url}/api/v1/bots`,
        { method: "POST", headers: { cookie: person.cookie, "content-type": "application/json" } },
        (response) => resolve(response.resume().statusCode),
      ).on("error", reject);
      for (let n = 0; n < 40; n++) sent.write("x".repeat(64 * 1024));
      sent.end();
    });
    expect(status).toBe(413);
  });

  test("is 401 for nobody, who is not read", async () => {
    expect((await api.visitor().post("/api/v1/bots", big(1024 * 1024))).status).toBe(401);
  });

  test("is read up to the last byte below it", async () => {
    expect((await person.post(`/api/v1/bots/${botId}/test-prompt`, big(1024 * 1024 - 20))).status).toBe(400);
  });
});

describe("a request that another site makes the browser send", () => {
  const rename = (headers: Record<string, string>, who = person) =>
    who.patch("/api/v1/tenant", { name: "Anna" }, headers);

  test("is refused, and changes nothing", async () => {
    const foreign: Record<string, string>[] = [
      { origin: "https://evil.example" },
      { origin: "null" },
      { origin: "nonsense" },
      { origin: `${api.url}.evil.example` },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
      { "sec-fetch-site": "cross-site", origin: api.url },
    ];
    for (const headers of foreign) {
      const { status, body } = await rename(headers);
      expect([status, body.error.code], JSON.stringify(headers)).toEqual([403, "other_site"]);
      // What the page itself meets behind a proxy that loses the Host.
      expect(body.error.message).toContain("PUBLIC_URL");
    }
  });

  test("is refused for signing in, up and out too", async () => {
    const headers = { origin: "https://evil.example" };
    const visitor = api.visitor();
    const credentials = { email: "person-1@example.com", password };
    expect((await visitor.post("/api/auth/sign-in/email", credentials, headers)).status).toBe(403);
    expect((await person.post("/api/auth/sign-out", {}, headers)).status).toBe(403);
    expect((await person.get("/api/v1/tenant")).status).toBe(200);
  });

  test("is told from our own page's, whatever address that was opened under", async () => {
    const { port } = new URL(api.url);
    expect((await rename({ origin: api.url })).status).toBe(200);
    expect((await rename({ "sec-fetch-site": "same-origin" })).status).toBe(200);
    expect((await rename({})).status).toBe(200);
    const localhost = await sendAs(`localhost:${port}`, { origin: `http://localhost:${port}` });
    const inTheLan = await sendAs("bots.lan:8080", { origin: "http://bots.lan:8080" });
    const mixed = await sendAs("bots.lan:8080", { origin: "http://evil.lan:8080" });
    expect([localhost, inTheLan, mixed]).toEqual([200, 200, 403]);
  });

  test("may come from PUBLIC_URL, which a proxy hides from us", async () => {
    await using behind = await testedControlPlane({ config: { PUBLIC_URL: "https://bots.example.com" } });
    const someone = await behind.person("A");
    expect((await rename({ origin: "https://bots.example.com" }, someone)).status).toBe(200);
    expect((await rename({ origin: "http://bots.example.com" }, someone)).status).toBe(403);
  });

  test("says where to sign in when its cookie would not come back", async () => {
    await using behind = await testedControlPlane({ config: { PUBLIC_URL: "https://bots.example.com" } });
    const signUp = { name: "A", email: "a@example.com", password };
    const inTheLan = new URL(behind.url).host.replace("127.0.0.1", "192.168.0.9");
    const headers = { origin: `http://${inTheLan}`, "sec-fetch-site": "same-origin" };
    const { status, body } = await behind.visitor().post("/api/auth/sign-up/email", signUp, headers);
    expect([status, body.error.code]).toEqual([403, "insecure_address"]);
    expect(body.error.message).toContain("https://bots.example.com");
    const local = await behind.visitor().post("/api/auth/sign-up/email", signUp, { origin: behind.url });
    expect(local.status).toBe(200);
  });

  test("is nothing that a token or a key of one's own minds", async () => {
    const { token } = (await person.get("/api/auth/token")).body;
    const program = api.visitor({ authorization: `Bearer ${token}` });
    expect((await rename({ origin: "https://evil.example" }, program)).status).toBe(200);
  });

  /** fetch sets no Host. */
  const sendAs = (host: string, headers: Record<string, string>) =>
    new Promise<number | undefined>((resolve, reject) => {
      const { hostname, port } = new URL(api.url);
      request(
        {
          hostname,
          port,
          method: "PATCH",
          path: "/api/v1/tenant",
          headers: { host, cookie: person.cookie, "content-type": "application/json", ...headers },
        },
        (response) => resolve(response.resume().statusCode),
      )
        .on("error", reject)
        .end(JSON.stringify({ name: "Anna" }));
    });
});

describe("the answers", () => {
  test("carry headers that keep browsers from running what is not ours", async () => {
    const { headers } = await api.visitor().get("/api/v1/plans");
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(headers.get("x-powered-by")).toBeNull();
    expect(headers.get("strict-transport-security")).toBeNull();
    expect(headers.get("access-control-allow-origin")).toBeNull();
    expect(headers.get("x-request-id")).toBeTruthy();
  });

  test("are kept by no cache where they are a tenant's", async () => {
    expect((await person.get("/api/v1/tenant")).headers.get("cache-control")).toBe("no-store");
    expect((await person.get("/api/auth/get-session")).headers.get("cache-control")).toBe("no-store");
  });
});

describe("the log", () => {
  test("has a line for each request, without its query, and no secret in any", async () => {
    await person.get("/api/v1/bots?limit=5&secret=hunter2hunter2");
    const lines = api.logged.join("");
    expect(lines).toMatch(/"method":"GET","path":"\/api\/v1\/bots","status":200/);
    expect(lines).not.toContain("hunter2");
    expect(lines).not.toContain(password);
    for (const cookie of person.cookie.split("; ")) expect(lines).not.toContain(cookie.split("=")[1]?.slice(0, 20));
  });
});

describe("the probes", () => {
  test("tell that the process lives, that the database answers, and the figures", async () => {
    const visitor = api.visitor();
    expect((await visitor.get("/healthz")).status).toBe(200);
    expect((await visitor.get("/readyz")).status).toBe(200);
    const { text, headers } = await visitor.get("/metrics");
    expect(headers.get("content-type")).toMatch(/^text\/plain/);
    expect(text).toMatch(/botfactory_http_request_seconds_count\{method="GET",route="\/bots",status="200"\} \d/);
    expect(text).not.toContain(botId);
  });

  test("tell what is wrong with the process itself, and whether it can work all the same", async () => {
    const visitor = api.visitor();
    api.vitals.set("short", { sentence: "Something runs short", disabling: false });
    for (const path of ["/healthz", "/readyz"])
      expect(await visitor.get(path), path).toMatchObject({
        status: 200,
        body: { status: "ok", troubles: ["Something runs short"] },
      });
    api.vitals.set("lost", { sentence: "Something is lost", disabling: true });
    expect(await visitor.get("/healthz")).toMatchObject({ status: 503, body: { status: "unavailable" } });
    for (const what of ["short", "lost"]) api.vitals.set(what, null);
    expect((await visitor.get("/healthz")).body).toEqual({ status: "ok" });
  });

  test("tell when the database is away, and the API says 503 in JSON, until it is back", async () => {
    await using lonely = await testedControlPlane();
    const someone = await lonely.person("A");
    const visitor = lonely.visitor();
    await lonely.database.pullOut();
    expect((await visitor.get("/readyz")).status).toBe(503);
    expect((await visitor.get("/healthz")).status).toBe(200);
    for (const answer of [await someone.get("/api/v1/bots"), await visitor.get("/api/v1/installation")])
      expect([answer.status, answer.body.error.code]).toEqual([503, "unavailable"]);
    const signIn = { email: "person-1@example.com", password };
    expect((await visitor.post("/api/auth/sign-in/email", signIn)).status).toBe(503);
    await lonely.database.plugIn();
    expect((await visitor.get("/readyz")).status).toBe(200);
    expect((await someone.get("/api/v1/bots")).status).toBe(200);
  });
});
