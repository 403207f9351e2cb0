import { request } from "node:http";
import { describe, expect, test } from "vitest";
import { password, testedControlPlane } from "../testing/control-plane.ts";

describe("the API's limit", () => {
  test("is each person's and each key's own, and says when to try again", async () => {
    await using api = await testedControlPlane({ config: { API_RATE_LIMIT: "5" } });
    const anna = await api.person("Anna");
    const boris = await api.person("Boris");
    const key = api.visitor({ "x-api-key": (await anna.post("/api/v1/api-keys", { name: "k" })).body.key });
    for (let n = 0; n < 4; n++) expect((await anna.get("/api/v1/bots")).status).toBe(200);
    const { status, body, headers } = await anna.get("/api/v1/bots");
    expect(status).toBe(429);
    expect(body.error.code).toBe("rate_limited");
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
    expect(Number(headers.get("retry-after"))).toBeLessThanOrEqual(60);
    expect((await boris.get("/api/v1/bots")).status).toBe(200);
    expect((await key.get("/api/v1/bots")).status).toBe(200);
  });

  test("counts a person once, by whatever they show who they are", async () => {
    await using api = await testedControlPlane({ config: { API_RATE_LIMIT: "2" } });
    const anna = await api.person("Anna");
    const { token } = (await anna.get("/api/auth/token")).body;
    const program = api.visitor({ authorization: `Bearer ${token}` });
    expect([(await anna.get("/api/v1/bots")).status, (await program.get("/api/v1/bots")).status]).toEqual([200, 200]);
    expect([(await anna.get("/api/v1/bots")).status, (await program.get("/api/v1/bots")).status]).toEqual([429, 429]);
  });
});

describe("the limit on signing in and up", () => {
  const signIn = { email: "person-1@example.com", password: "not the password" };

  test("is the address's, whatever it says it forwards", async () => {
    await using api = await testedControlPlane({ config: { AUTH_RATE_LIMIT: "3" } });
    const anna = await api.person("Anna");
    const statuses: number[] = [];
    for (let n = 0; n < 4; n++) {
      const visitor = api.visitor({ "x-forwarded-for": `10.0.0.${n}`, "x-botfactory-address": `10.0.0.${n}` });
      statuses.push((await visitor.post("/api/auth/sign-in/email", signIn)).status);
    }
    expect(statuses).toEqual([401, 401, 429, 429]);
    const late = await api.visitor().post("/api/auth/sign-up/email", { name: "B", email: "b@example.com", password });
    expect(late.status).toBe(429);
    expect(Number(late.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await anna.get("/api/auth/get-session")).status).toBe(200);
  });

  test("believes a proxy where it is told to, and then only the nearest", async () => {
    await using api = await testedControlPlane({ config: { AUTH_RATE_LIMIT: "2", TRUST_PROXY: "true" } });
    const from = (forwarded: string) =>
      api.visitor({ "x-forwarded-for": forwarded }).post("/api/auth/sign-in/email", signIn);
    expect((await from("1.1.1.1")).status).toBe(401);
    expect((await from("6.6.6.6, 1.1.1.1")).status).toBe(401);
    expect((await from("7.7.7.7, 1.1.1.1")).status).toBe(429);
    expect((await from("2.2.2.2")).status).toBe(401);
  });

  test.each([
    ["false", 1],
    ["true", 0],
  ])("of TRUST_PROXY=%s and a proxy the operator is told %i times", async (TRUST_PROXY, times) => {
    await using api = await testedControlPlane({ config: { TRUST_PROXY } });
    for (let n = 0; n < 3; n++) await api.visitor({ "x-forwarded-for": "1.1.1.1" }).get("/api/v1/plans");
    expect(api.logged.filter((line) => line.includes("TRUST_PROXY"))).toHaveLength(times);
  });

  test("counts a site of many IPv6 customers as ten", async () => {
    await using api = await testedControlPlane({ config: { AUTH_RATE_LIMIT: "1", TRUST_PROXY: "true" } });
    const from = async (address: string, n: number) => {
      const visitor = api.visitor({ "x-forwarded-for": address });
      return (await visitor.post("/api/auth/sign-in/email", { ...signIn, email: `person-${n}@example.com` })).status;
    };
    const statuses: number[] = [];
    for (let n = 0; n < 12; n++) statuses.push(await from(`2001:db8:1:${n}::1`, n));
    expect(statuses).toEqual([...new Array(10).fill(401), 429, 429]);
    expect(await from("2001:db8:2::1", 12)).toBe(401);
  });

  test("is not walked around by another way to write the path: there is nothing", async () => {
    await using api = await testedControlPlane({ config: { AUTH_RATE_LIMIT: "1" } });
    const post = (path: string) => statusOf(api.url, path, signIn);
    for (const path of [
      "/api/auth/x/../sign-in/email",
      "/api/auth/./sign-in/email",
      "/api/auth/%2e/sign-in/email",
      "/api/auth/x/%2e%2e/sign-in/email",
      "/api/auth/x\\..\\sign-in/email",
      "/api//auth/sign-in/email",
      "/api/auth/sign%2Din/email",
      "/api/auth/Sign-In/email",
      "/api/auth/sign-in/email/",
    ])
      expect(await post(path), path).toBe(404);
    for (const host of ["x/api/auth/sign-in/email?", "x/api/auth/organization/create#", "x\\\\y"])
      expect(await statusOf(api.url, "/api/auth/sign-out", signIn, host), host).toBe(400);
    expect([await post("/api/auth/sign-in/email"), await post("/api/auth/sign-in/email")]).toEqual([401, 429]);
  });

  test("keeps out nobody with a session, however much is asked for without one at the same address", async () => {
    await using api = await testedControlPlane({ config: { API_RATE_LIMIT: "3" } });
    const anna = await api.person("Anna");
    const ask = async () => (await api.visitor().get("/api/auth/jwks")).status;
    expect([await ask(), await ask(), await ask(), await ask()]).toEqual([200, 200, 200, 429]);
    expect((await anna.get("/api/auth/get-session")).status).toBe(200);
  });

  test("lets whoever knows the password in, however many do not, and keeps them waiting the longer", async () => {
    await using api = await testedControlPlane({ config: { AUTH_RATE_LIMIT: "1000", TRUST_PROXY: "true" } });
    const email = "anna@example.com";
    await api.visitor().post("/api/auth/sign-up/email", { name: "Anna", email, password });
    let address = 0;
    const tryWith = async (password: string, email: string) => {
      const started = performance.now();
      const visitor = api.visitor({ "x-forwarded-for": `10.0.0.${++address}` });
      const { status } = await visitor.post("/api/auth/sign-in/email", { email, password });
      return { status, ms: performance.now() - started };
    };
    // At once, too: none of them goes by uncounted.
    const tries = Array.from({ length: 7 }, () => tryWith("not the password", "ANNA@example.com"));
    for (const { status } of await Promise.all(tries)) expect(status).toBe(401);
    const known = await tryWith(password, email);
    expect(known.status).toBe(200);
    expect(known.ms).toBeGreaterThan(900);
    expect((await tryWith("not the password", "boris@example.com")).ms).toBeLessThan(known.ms);
  });
});

/** Sends a path as it is written. */
function statusOf(url: string, path: string, body: object, host?: string): Promise<number> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json", ...(host && { host }) };
    const sent = request({ hostname, port, path, method: "POST", headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode!);
    });
    sent.on("error", reject);
    sent.end(JSON.stringify(body));
  });
}
