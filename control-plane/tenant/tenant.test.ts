import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openaiKeyPurpose } from "#shared/ai/keys.ts";
import { plans } from "#shared/plans/plans.ts";
import { type TestedControlPlane, testedControlPlane } from "../testing/control-plane.ts";
import type { Visitor } from "../testing/visitor.ts";

let api: TestedControlPlane;
let operator: Visitor;
let free: Visitor;

beforeAll(async () => {
  api = await testedControlPlane({ config: { OPENAI_API_KEY: "sk-platform-key-of-tests" } });
  operator = await api.person("Operator");
  free = await api.person("Free");
});
afterAll(() => api[Symbol.asyncDispose]());

const key = "sk-own-key-of-a-tenant-123456";

describe("the tenant", () => {
  test("tells its plan, limits and usage, and that there is a platform key, but not which", async () => {
    const { body, text } = await free.get("/api/v1/tenant");
    expect(body).toMatchObject({
      name: "Free",
      plan: plans.free,
      maxBots: 1,
      maxMessagesPerMonth: 1000,
      messagesUsed: 0,
      hasOpenaiApiKey: false,
      usePlatformKey: true,
      platformKeyAvailable: true,
    });
    expect(text).not.toContain("sk-platform");
  });

  test("counts the messages of this month alone", async () => {
    const thisMonth = `${new Date().toISOString().slice(0, 7)}-01`;
    const used = async (month: string) => {
      await api.sql("update tenants set messages_used = 42, usage_month = $1 where name = 'Free'", [month]);
      return (await free.get("/api/v1/tenant")).body.messagesUsed;
    };
    expect(await used(thisMonth)).toBe(42);
    expect(await used("2020-01-01")).toBe(0);
  });

  test("is renamed", async () => {
    expect((await operator.patch("/api/v1/tenant", { name: " New name " })).body.name).toBe("New name");
    expect((await operator.patch("/api/v1/tenant", { name: "" })).status).toBe(400);
    expect((await operator.patch("/api/v1/tenant", { plan: "pro" })).status).toBe(400);
    expect((await operator.patch("/api/v1/tenant", { maxBots: 5 })).status).toBe(400);
  });
});

describe("an OpenAI key of the tenant's own", () => {
  test("is refused by a plan without it, naming the one that has it", async () => {
    const { status, body } = await free.patch("/api/v1/tenant", { openaiApiKey: key });
    expect(status).toBe(403);
    expect(body.error).toMatchObject({ code: "limit_reached", message: expect.stringContaining("Pro") });
    expect((await free.patch("/api/v1/tenant", { openaiApiKey: null })).status).toBe(200);
  });

  test("is kept sealed, told of but never told, and taken away again", async () => {
    const set = await operator.patch("/api/v1/tenant", { openaiApiKey: key, usePlatformKey: false });
    expect(set.body).toMatchObject({ hasOpenaiApiKey: true, usePlatformKey: false });
    const read = await operator.get("/api/v1/tenant");
    const organization = await operator.get("/api/auth/organization/get-full-organization");
    const [row] = await api.sql("select * from tenants where openai_api_key_sealed is not null");
    const sealed = String(row?.openai_api_key_sealed);
    for (const text of [set.text, read.text, organization.text, JSON.stringify(row), api.logged.join("")])
      expect(text).not.toContain(key);
    for (const text of [read.text, organization.text]) expect(text).not.toContain(sealed);
    expect(await api.vault.open(sealed, openaiKeyPurpose(set.body.id))).toBe(key);
    expect((await operator.patch("/api/v1/tenant", { openaiApiKey: null })).body.hasOpenaiApiKey).toBe(false);
  });

  test("reaches the runtimes of its bots at once", async () => {
    const { body: bot } = await operator.post("/api/v1/bots", { token: api.telegram.addBot().token });
    const woken = new Promise((resolve) => api.coordination.wakeUps.subscribe("bot", resolve));
    await operator.patch("/api/v1/tenant", { openaiApiKey: key });
    expect(await woken).toBe(bot.id);
  });
});

describe("the plans", () => {
  test("are told to everybody, as the one table has them", async () => {
    expect((await api.visitor().get("/api/v1/plans")).body).toEqual({ items: Object.values(plans), nextCursor: null });
  });
});
