import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openBotToken } from "#shared/secrets/bot-token.ts";
import type { Bot as SimulatedBot } from "#shared/testing/telegram/bot.ts";
import { type TestedControlPlane, testedControlPlane } from "../testing/control-plane.ts";
import type { Visitor } from "../testing/visitor.ts";

let api: TestedControlPlane;
let operator: Visitor;

beforeAll(async () => {
  api = await testedControlPlane();
  operator = await api.person("Operator");
});
afterAll(() => api[Symbol.asyncDispose]());
afterEach(() => api.telegram.clearFaults());

const botsInDatabase = async () => (await api.sql("select count(*)::int as bots from bots"))[0]?.bots;

async function connected(visitor: Visitor = operator): Promise<{ id: string; bot: SimulatedBot }> {
  const bot = api.telegram.addBot();
  const { status, body } = await visitor.post("/api/v1/bots", { token: bot.token });
  expect(status).toBe(201);
  return { id: body.id, bot };
}

describe("connecting a bot", () => {
  test("takes name and username from Telegram, and is starting", async () => {
    const bot = api.telegram.addBot({ name: "Pizza Bot", username: "pizza_bot" });
    const { status, body } = await operator.post("/api/v1/bots", {
      token: ` ${bot.token}\n`,
      systemPrompt: "Sell pizza",
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      name: "Pizza Bot",
      username: "pizza_bot",
      telegramId: bot.id,
      systemPrompt: "Sell pizza",
      isActive: true,
      aiEnabled: true,
      aiModel: "gpt-4o-mini",
      temperature: 0.7,
      maxTokens: 1000,
      status: { state: "starting", lastPollAt: null, pending: 0, lastError: null },
    });
    expect((await operator.get(`/api/v1/bots/${body.id}`)).body).toEqual(body);
  });

  test("keeps the token sealed, and gives it out to nobody", async () => {
    const bot = api.telegram.addBot();
    const made = await operator.post("/api/v1/bots", { token: bot.token });
    const read = await operator.get(`/api/v1/bots/${made.body.id}`);
    const [row] = await api.sql("select * from bots where id = $1", [made.body.id]);
    const secret = bot.token.split(":")[1]!;
    for (const text of [made.text, read.text, JSON.stringify(row), api.logged.join("")])
      expect(text).not.toContain(secret);
    expect(await openBotToken(api.vault, made.body.id, String(row?.token_sealed))).toBe(bot.token);
  });

  test.each(["", "hello", "123456789", "123456789:short", `1:${"A".repeat(35)}`, `123456789:${"Ж".repeat(35)}`])(
    "with %j for a token is 400 with a sentence",
    async (token) => {
      const { status, body } = await operator.post("/api/v1/bots", { token });
      expect(status).toBe(400);
      expect(body.error).toMatchObject({ code: "invalid", issues: [{ path: ["token"] }] });
      expect(body.error.message).toMatch(/@BotFather/);
    },
  );

  test("with a token that Telegram does not know is 400 with a sentence", async () => {
    const bot = api.telegram.addBot();
    for (const token of [`999999999:${"A".repeat(35)}`, `${bot.token.slice(0, -3)}xyz`]) {
      const { status, body, text } = await operator.post("/api/v1/bots", { token });
      expect(status).toBe(400);
      expect(body.error).toMatchObject({ code: "invalid", issues: [{ path: ["token"] }] });
      expect(text).not.toContain(token);
    }
  });

  test.each([
    ["cannot be reached", { kind: "reset", when: "before" }],
    ["answers 500", { kind: "status", status: 500 }],
    ["answers 502 with a proxy's page", { kind: "status", status: 502, html: true }],
    ["answers 429", { kind: "status", status: 429, retryAfterS: 17 }],
    ["answers with nothing", { kind: "empty" }],
    ["answers with half", { kind: "truncated" }],
    ["answers with garbage", { kind: "garbage" }],
  ] as const)("when Telegram %s is 502 and keeps nothing", async (_, fault) => {
    for (const method of ["getMe", "getWebhookInfo"]) {
      api.telegram.clearFaults();
      api.telegram.inject(fault, { method });
      const bot = api.telegram.addBot();
      const before = await botsInDatabase();
      const { status, body, text } = await operator.post("/api/v1/bots", { token: bot.token });
      expect(status, method).toBe(502);
      expect(body.error.code).toBe("telegram_unreachable");
      expect(text).not.toContain(bot.token.split(":")[1]);
      expect(await botsInDatabase()).toBe(before);
    }
    expect(api.logged.join("")).not.toMatch(/\d{6,}:[A-Za-z0-9_-]{20,}/);
  });

  test("that is connected already is 409, whoever has it, and does not say who", async () => {
    const { bot } = await connected();
    const stranger = await api.person("Stranger");
    const again = await operator.post("/api/v1/bots", { token: bot.token });
    const elsewhere = await stranger.post("/api/v1/bots", { token: bot.token });
    expect([again.status, elsewhere.status]).toEqual([409, 409]);
    expect(elsewhere.body).toEqual(again.body);
    expect(elsewhere.body.error.code).toBe("conflict");
    expect((await stranger.get("/api/v1/bots")).body.items).toEqual([]);
  });

  test("twice at the same moment makes one", async () => {
    const bot = api.telegram.addBot();
    const answers = await Promise.all([1, 2, 3].map(() => operator.post("/api/v1/bots", { token: bot.token })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  });

  test("asks before it takes a webhook away, and then loses nothing of what waits", async () => {
    const bot = api.telegram.addBot();
    await fetch(`${api.telegram.url}/bot${bot.token}/setWebhook?url=https://example.com/hook`);
    const user = api.telegram.user({ firstName: "Eve" });
    user.says(bot, "waiting");

    const refused = await operator.post("/api/v1/bots", { token: bot.token });
    expect(refused.status).toBe(409);
    expect(refused.body.error).toMatchObject({ code: "webhook_set", message: expect.stringContaining("webhook") });
    expect(await webhookOf(bot)).toMatchObject({ url: "https://example.com/hook" });

    const replaced = await operator.post("/api/v1/bots?replaceWebhook=true", { token: bot.token });
    expect(replaced.status).toBe(201);
    expect(await webhookOf(bot)).toMatchObject({ url: "", pending_update_count: 1 });
  });

  test("leaves the webhook of a bot alone that may not be connected", async () => {
    const { bot } = await connected();
    await fetch(`${api.telegram.url}/bot${bot.token}/setWebhook?url=https://example.com/hook`);
    expect((await operator.post("/api/v1/bots?replaceWebhook=true", { token: bot.token })).status).toBe(409);
    expect(await webhookOf(bot)).toMatchObject({ url: "https://example.com/hook" });
  });
});

describe("a plan's room for bots", () => {
  test("ends with 403 that names the plan with more, and the bot already here stays 409", async () => {
    const free = await api.person("Free");
    const { bot } = await connected(free);
    const { status, body } = await free.post("/api/v1/bots", { token: api.telegram.addBot().token });
    expect(status).toBe(403);
    expect(body.error).toMatchObject({ code: "limit_reached", message: expect.stringContaining("Starter") });
    expect((await free.post("/api/v1/bots", { token: bot.token })).status).toBe(409);
  });

  test("holds when bots come at the same moment", async () => {
    const free = await api.person("Hasty");
    const tokens = [1, 2, 3, 4].map(() => api.telegram.addBot().token);
    const answers = await Promise.all(tokens.map((token) => free.post("/api/v1/bots", { token })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 403, 403, 403]);
    expect((await free.get("/api/v1/bots")).body.items).toHaveLength(1);
  });

  test("is free's once a paid plan has expired, and an operator's own number where one is set", async () => {
    const person = await api.person("Expired");
    const { body: tenant } = await person.get("/api/v1/tenant");
    await connected(person);
    const another = async () => (await person.post("/api/v1/bots", { token: api.telegram.addBot().token })).status;
    await api.sql("update tenants set plan = 'pro', plan_expires_at = now() - interval '1 s' where id = $1", [
      tenant.id,
    ]);
    expect(await another()).toBe(403);
    expect((await person.get("/api/v1/tenant")).body.plan.id).toBe("free");
    await api.sql("update tenants set max_bots = 2 where id = $1", [tenant.id]);
    expect(await another()).toBe(201);
    expect(await another()).toBe(403);
  });
});

async function webhookOf(bot: SimulatedBot): Promise<unknown> {
  const response = await fetch(`${api.telegram.url}/bot${bot.token}/getWebhookInfo`);
  return ((await response.json()) as { result: unknown }).result;
}

describe("a bot without a token", () => {
  const unconnected = async (visitor = operator) =>
    (await visitor.post("/api/v1/bots", { name: "A draft", systemPrompt: "Sell pizza" })).body;

  test("is made by its name alone, and asks Telegram nothing", async () => {
    const calls = api.telegram.bots.flatMap((bot) => bot.calls()).length;
    const { status, body } = await operator.post("/api/v1/bots", { name: "A draft" });
    expect(status).toBe(201);
    expect(body).toMatchObject({ name: "A draft", telegramId: null, username: null, isActive: true });
    expect(body.status).toEqual({ state: "unconnected", lastPollAt: null, pending: 0, lastError: null });
    expect((await operator.get(`/api/v1/bots/${body.id}`)).body).toEqual(body);
    expect(api.telegram.bots.flatMap((bot) => bot.calls())).toHaveLength(calls);
  });

  test("without a name is 400", async () => {
    const { status, body } = await operator.post("/api/v1/bots", { systemPrompt: "Sell pizza" });
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ code: "invalid", issues: [{ path: ["name"] }] });
  });

  test("counts as a bot of the plan", async () => {
    const tenant = await api.person("Free");
    await unconnected(tenant);
    const { status, body } = await tenant.post("/api/v1/bots", { name: "One more" });
    expect([status, body.error.code]).toEqual([403, "limit_reached"]);
  });

  test("is given one later: then it is that bot, with all that it was before", async () => {
    const draft = await unconnected();
    const bot = api.telegram.addBot({ username: "the_pizza_bot" });
    const { status, body } = await operator.patch(`/api/v1/bots/${draft.id}`, { token: bot.token });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id: draft.id,
      name: "A draft",
      systemPrompt: "Sell pizza",
      telegramId: bot.id,
      username: "the_pizza_bot",
      status: { state: "starting" },
    });
    const [row] = await api.sql("select token_sealed from bots where id = $1", [draft.id]);
    expect(await openBotToken(api.vault, draft.id, String(row?.token_sealed))).toBe(bot.token);
    const other = await operator.patch(`/api/v1/bots/${draft.id}`, { token: api.telegram.addBot().token });
    expect([other.status, other.body.error.code]).toEqual([400, "invalid"]);
  });

  test("takes none that is connected elsewhere, that Telegram does not know, or that another program has", async () => {
    const draft = await unconnected();
    const address = `/api/v1/bots/${draft.id}`;
    const elsewhere = await connected(await api.person("Somebody else"));
    const taken = await operator.patch(address, { token: elsewhere.bot.token });
    expect([taken.status, taken.body.error.code]).toEqual([409, "conflict"]);
    const unknown = await operator.patch(address, { token: `999999999:${"A".repeat(35)}` });
    expect([unknown.status, unknown.body.error.code]).toEqual([400, "invalid"]);

    const hooked = api.telegram.addBot();
    await fetch(`${api.telegram.url}/bot${hooked.token}/setWebhook?url=https://example.com/hook`);
    const refused = await operator.patch(address, { token: hooked.token });
    expect([refused.status, refused.body.error.code]).toEqual([409, "webhook_set"]);
    expect((await operator.get(address)).body.username).toBeNull();
    expect((await operator.patch(`${address}?replaceWebhook=true`, { token: hooked.token })).status).toBe(200);
  });

  test("takes one of two tokens that come at once, and a token goes to one of two bots", async () => {
    const drafts = [await unconnected(), await unconnected()];
    const bots = [api.telegram.addBot(), api.telegram.addBot()];
    const asked = bots.map(({ token }) => operator.patch(`/api/v1/bots/${drafts[0].id}`, { token }));
    expect((await Promise.all(asked)).map(({ status }) => status).sort()).toEqual([200, 400]);

    const { token } = api.telegram.addBot();
    const fresh = await unconnected();
    const both = [drafts[1], fresh].map(({ id }) => operator.patch(`/api/v1/bots/${id}`, { token }));
    expect((await Promise.all(both)).map(({ status }) => status).sort()).toEqual([200, 409]);
  });
});
