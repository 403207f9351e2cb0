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
});
