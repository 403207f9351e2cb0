import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { password, type TestedControlPlane, testedControlPlane } from "../testing/control-plane.ts";

let api: TestedControlPlane;
let free = 0;
const email = () => `somebody-${free++}@example.com`;
const signUp = (given: object) =>
  api.visitor().post("/api/auth/sign-up/email", { name: "Somebody", password, ...given });

beforeAll(async () => {
  api = await testedControlPlane();
});
afterAll(() => api[Symbol.asyncDispose]());

describe("the first two who sign up at the same moment", () => {
  test("are one operator with the plan enterprise and one user with the default plan", async () => {
    await using fresh = await testedControlPlane({ config: { DEFAULT_PLAN: "starter" } });
    const people = await Promise.all(["Anna", "Boris", "Clara", "Dmitri"].map((name) => fresh.person(name)));
    const tenants = await Promise.all(people.map((person) => person.get("/api/v1/tenant")));
    expect(tenants.map(({ body }) => body.plan.id).sort()).toEqual(["enterprise", "starter", "starter", "starter"]);
    expect(await fresh.sql("select count(*)::int as operators from users where role = 'operator'")).toEqual([
      { operators: 1 },
    ]);
  });
});

describe("signing up", () => {
  test("makes a tenant named after the person, and its owner, who is signed in", async () => {
    const person = await api.person("Åsa");
    const { body } = await person.get("/api/v1/tenant");
    expect(body).toMatchObject({ name: "Åsa", slug: expect.stringMatching(/^asa-[0-9a-f]{10}$/) });
    const members = await api.sql("select role from members where tenant_id = $1", [body.id]);
    expect(members).toEqual([{ role: "owner" }]);
  });

  test("leaves no user behind when the tenant cannot be made", async () => {
    await api.sql("alter table members add constraint no_members check (false) not valid");
    const address = email();
    try {
      const { status, text } = await signUp({ email: address });
      expect(status).toBe(500);
      expect(text).not.toContain("no_members");
    } finally {
      await api.sql("alter table members drop constraint no_members");
    }
    expect(await api.sql("select id from users where email = $1", [address])).toEqual([]);
    expect((await signUp({ email: address })).status).toBe(200);
  });

  test("nobody becomes operator, or gets a plan, by asking for it", async () => {
    const answer = await signUp({ email: email(), role: "operator", plan: "enterprise" });
    expect([200, 400]).toContain(answer.status);
    expect(answer.body.user?.role).not.toBe("operator");
  });

  test.each([
    ["a short password", { password: "123456789" }],
    ["no name", { name: "   " }],
    ["a name without end", { name: "n".repeat(101) }],
    ["an address that is none", { email: "nobody" }],
    ["an address without end", { email: `${"a".repeat(300)}@example.com` }],
    ["a NUL character", { name: "Nul\0l" }],
    ["half a surrogate pair", { name: "Half \ud800" }],
    ["a number for a name", { name: 5 }],
    ["a list for a password", { password: ["correct horse battery"] }],
  ])("%s is refused with 400", async (_, given) => {
    const answer = await signUp({ email: email(), ...given });
    expect(answer.status).toBe(400);
    expect(answer.text).not.toMatch(/node_modules|at .*\(/);
  });

  test("the same address twice is refused, also at the same moment", async () => {
    const address = email();
    const answers = await Promise.all([signUp({ email: address }), signUp({ email: address })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
    expect((await signUp({ email: address.toUpperCase() })).status).toBe(422);
  });

  test("keeps the password as an Argon2id hash", async () => {
    await signUp({ email: email() });
    const [account] = await api.sql("select password from accounts limit 1");
    expect(account?.password).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });
});

describe("registration that is closed", () => {
  test("lets the first user in, and nobody after", async () => {
    await using closed = await testedControlPlane({ config: { REGISTRATION: "closed" } });
    const stranger = closed.visitor();
    expect((await stranger.get("/api/v1/installation")).body).toEqual({ registrationOpen: true, hasUsers: false });
    const answers = await Promise.all(
      ["one", "two", "three"].map((name) =>
        closed.visitor().post("/api/auth/sign-up/email", { name, email: `${name}@example.com`, password }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403, 403]);
    expect(answers.find(({ status }) => status === 403)?.body.message).toMatch(/registration is closed/i);
    expect(await closed.sql("select count(*)::int as users from users")).toEqual([{ users: 1 }]);
    expect((await stranger.get("/api/v1/installation")).body).toEqual({ registrationOpen: false, hasUsers: true });
  });
});

describe("a session", () => {
  let address: string;
  beforeEach(async () => {
    address = email();
    await signUp({ email: address });
  });
  const signedIn = async () => {
    const visitor = api.visitor();
    const { status, body } = await visitor.post("/api/auth/sign-in/email", { email: address, password });
    expect(status).toBe(200);
    return { visitor, token: body.token as string };
  };

  test("is not opened by a wrong password, nor by an unknown address, which look the same", async () => {
    const wrong = await api.visitor().post("/api/auth/sign-in/email", { email: address, password: `${password}!` });
    const unknown = await api.visitor().post("/api/auth/sign-in/email", { email: email(), password });
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(wrong.body).toEqual(unknown.body);
  });

  test("is in a cookie that scripts cannot read and other sites do not send", async () => {
    const answer = await api.visitor().post("/api/auth/sign-in/email", { email: address, password });
    const cookie = answer.headers.getSetCookie().find((cookie) => cookie.includes("session_token"));
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Lax/i);
    expect(cookie).not.toMatch(/Secure/i);
  });

  test("is in a secure cookie where the page's address is https", async () => {
    await using secure = await testedControlPlane({ config: { PUBLIC_URL: "https://bots.example.com" } });
    const answer = await secure
      .visitor()
      .post("/api/auth/sign-up/email", { name: "A", email: "a@example.com", password });
    expect(answer.headers.getSetCookie()[0]).toMatch(/Secure/);
    expect(answer.headers.get("strict-transport-security")).toBeTruthy();
  });

  test("ends when the person signs out", async () => {
    const { visitor } = await signedIn();
    const copy = visitor.cookie;
    expect((await visitor.post("/api/auth/sign-out", {})).status).toBe(200);
    expect((await api.visitor({ cookie: copy }).get("/api/v1/tenant")).status).toBe(401);
  });

  test("is listed, and ends at once when another session of the person revokes it", async () => {
    const stolen = await signedIn();
    const { visitor } = await signedIn();
    const { body: sessions } = await visitor.get("/api/auth/list-sessions");
    expect(sessions.map((session: { token: string }) => session.token)).toContain(stolen.token);
    expect(sessions[0]).toMatchObject({ ipAddress: "127.0.0.1" });
    expect((await stolen.visitor.get("/api/v1/tenant")).status).toBe(200);
    expect((await visitor.post("/api/auth/revoke-session", { token: stolen.token })).status).toBe(200);
    expect((await stolen.visitor.get("/api/v1/tenant")).status).toBe(401);
    expect((await visitor.get("/api/v1/tenant")).status).toBe(200);
  });

  test("counts for nothing once its time is over", async () => {
    const { visitor, token } = await signedIn();
    await api.sql("update sessions set expires_at = now() - interval '1 second' where token = $1", [token]);
    expect((await visitor.get("/api/v1/tenant")).status).toBe(401);
    expect((await visitor.get("/api/auth/get-session")).body).toBeNull();
  });

  test("gives a person back a tenant who has lost theirs", async () => {
    await api.sql(
      "delete from tenants where id in (select tenant_id from members join users on users.id = user_id where email = $1)",
      [address],
    );
    const { visitor } = await signedIn();
    const { status, body } = await visitor.get("/api/v1/tenant");
    expect(status).toBe(200);
    expect(body.plan.id).toBe("free");
  });

  test("is no way into a tenant that the person has left", async () => {
    const { visitor } = await signedIn();
    await api.sql("delete from members where user_id = (select id from users where email = $1)", [address]);
    expect((await visitor.get("/api/v1/tenant")).status).toBe(401);
  });

  const closed: [string, object][] = [
    ["organization/create", { name: "More", slug: "more" }],
    ["organization/delete", { organizationId: "of its own" }],
    ["organization/update", { organizationId: "of its own", data: { plan: "enterprise", name: "New" } }],
    ["organization/set-active", { organizationId: "of another" }],
    ["organization/remove-member", { memberIdOrEmail: "somebody" }],
    ["update-session", { activeOrganizationId: "of another" }],
    ["update-user", { role: "operator" }],
    ["delete-user", {}],
  ];
  test("finds nothing where Better Auth offers what nothing uses", async () => {
    const { visitor } = await signedIn();
    for (const [path, body] of closed) expect((await visitor.post(`/api/auth/${path}`, body)).status, path).toBe(404);
  });

  test.each([
    ["revoke-session", { token: "nothing of ours" }],
    ["sign-in/email", { email: "a@example.com", password: { $ne: 1 } }],
  ])("hostile words to /%s are no fault of ours", async (path, body) => {
    const { visitor } = await signedIn();
    const answer = await visitor.post(`/api/auth/${path}`, body);
    expect(answer.status).toBeLessThan(500);
  });
});
