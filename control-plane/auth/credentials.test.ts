import { decodeJwt, decodeProtectedHeader, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestedControlPlane, testedControlPlane } from "../testing/control-plane.ts";
import type { Visitor } from "../testing/visitor.ts";

let api: TestedControlPlane;
let person: Visitor;

beforeAll(async () => {
  api = await testedControlPlane();
  person = await api.person("Anna");
});
afterAll(() => api[Symbol.asyncDispose]());

const withToken = (token: string) => api.visitor({ authorization: `Bearer ${token}` }).get("/api/v1/tenant");

describe("a JWT", () => {
  const issued = async (): Promise<string> => (await person.get("/api/auth/token")).body.token;

  test("is EdDSA's, good for 15 minutes, and carries tenant and role", async () => {
    const token = await issued();
    const { body: tenant } = await person.get("/api/v1/tenant");
    expect(decodeProtectedHeader(token).alg).toBe("EdDSA");
    const { iat, exp, ...claims } = decodeJwt(token);
    expect(exp! - iat!).toBe(900);
    expect(claims).toMatchObject({ tenant: tenant.id, role: "owner" });
    expect(Object.keys(claims).sort()).toEqual(["aud", "iss", "role", "sub", "tenant"]);
  });

  test("opens the API without a cookie", async () => {
    const { status, body } = await withToken(await issued());
    expect(status).toBe(200);
    expect(body.name).toBe("Anna");
  });

  test("is checked against a public key set, whose private half is encrypted in the database", async () => {
    await issued();
    const { body } = await api.visitor().get("/api/auth/jwks");
    expect(body.keys[0]).toMatchObject({ alg: "EdDSA", kty: "OKP" });
    expect(body.keys[0].d).toBeUndefined();
    const [{ private_key } = {}] = await api.sql("select private_key from jwks");
    expect(private_key).not.toContain('"d"');
  });

  test("that was changed, made by another key, or says alg none, is refused", async () => {
    const token = await issued();
    const [header, payload, signature] = token.split(".");
    const operator = Buffer.from(JSON.stringify({ ...decodeJwt(token), role: "owner", tenant: crypto.randomUUID() }));
    const none = Buffer.from(JSON.stringify({ alg: "none", typ: "JWT" })).toString("base64url");
    const { privateKey } = await generateKeyPair("EdDSA");
    const foreign = await new SignJWT(decodeJwt(token))
      .setProtectedHeader({ alg: "EdDSA", kid: decodeProtectedHeader(token).kid! })
      .sign(privateKey);
    const unknownKey = await new SignJWT(decodeJwt(token))
      .setProtectedHeader({ alg: "EdDSA", kid: "x" })
      .sign(privateKey);
    const shared = await new SignJWT(decodeJwt(token))
      .setProtectedHeader({ alg: "HS256" })
      .sign(new TextEncoder().encode("a secret key of tests, long enough"));
    for (const forged of [
      `${header}.${operator.toString("base64url")}.${signature}`,
      `${none}.${payload}.`,
      foreign,
      unknownKey,
      shared,
      "a.b.c",
      "..",
    ])
      expect((await withToken(forged)).status, forged).toBe(401);
  });
});

describe("a session's token", () => {
  test("opens the API as a bearer token, and nothing else does", async () => {
    const { body } = await person.get("/api/auth/get-session");
    expect((await withToken(body.session.token)).status).toBe(200);
    expect((await withToken(`${body.session.token}x`)).status).toBe(401);
    expect((await api.visitor({ authorization: "Basic YTpi" }).get("/api/v1/tenant")).status).toBe(401);
    expect((await api.visitor({ authorization: "" }).get("/api/v1/tenant")).status).toBe(401);
  });

  test("in a cookie without our signature is refused", async () => {
    const { body } = await person.get("/api/auth/get-session");
    const forged = `botfactory.session_token=${body.session.token}.AAAA`;
    expect((await api.visitor({ cookie: forged }).get("/api/v1/tenant")).status).toBe(401);
  });
});

describe("an API key", () => {
  const withKey = (key: string) => api.visitor({ "x-api-key": key });

  test("is shown once, kept as a hash, and opens its tenant until it is deleted", async () => {
    const made = await person.post("/api/v1/api-keys", { name: "Shop" });
    expect(made.status).toBe(201);
    const { key, id } = made.body;
    expect(key).toMatch(/^bf_[A-Za-z0-9_-]{43}$/);
    expect(made.body.last4).toBe(key.slice(-4));
    const listed = await person.get("/api/v1/api-keys");
    expect(listed.text).not.toContain(key);
    expect(listed.body.items).toMatchObject([{ id, name: "Shop", last4: key.slice(-4), lastUsedAt: null }]);
    expect(JSON.stringify(await api.sql("select * from api_keys"))).not.toContain(key);

    expect((await withKey(key).get("/api/v1/tenant")).body.name).toBe("Anna");
    expect((await person.get("/api/v1/api-keys")).body.items[0].lastUsedAt).toBeTruthy();
    expect((await person.delete(`/api/v1/api-keys/${id}`)).status).toBe(204);
    expect((await withKey(key).get("/api/v1/tenant")).status).toBe(401);
    expect((await person.delete(`/api/v1/api-keys/${id}`)).status).toBe(404);
  });

  test("manages no keys, and a plain member neither", async () => {
    const { key } = (await person.post("/api/v1/api-keys", { name: "Two" })).body;
    expect((await withKey(key).get("/api/v1/api-keys")).status).toBe(403);
    expect((await withKey(key).post("/api/v1/api-keys", { name: "Three" })).status).toBe(403);
    const member = await api.person("Member");
    await api.sql("update members set role = 'member' where user_id = (select id from users where name = 'Member')");
    expect((await member.get("/api/v1/api-keys")).status).toBe(403);
    expect((await member.patch("/api/v1/tenant", { name: "Mine" })).status).toBe(403);
    expect((await member.get("/api/v1/bots")).status).toBe(200);
  });

  test.each(["", "bf_", "bf_short", `bf_${"A".repeat(43)}`, "' or 1=1 --"])("%j is none", async (key) => {
    expect((await withKey(key).get("/api/v1/tenant")).status).toBe(401);
  });

  test("that is wrong is not made good by a session beside it", async () => {
    expect((await person.get("/api/v1/tenant", { "x-api-key": `bf_${"A".repeat(43)}` })).status).toBe(401);
  });
});
