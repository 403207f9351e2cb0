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

async function connected(visitor: Visitor = operator): Promise<{ id: string; bot: SimulatedBot }> {
  const bot = api.telegram.addBot();
  const { status, body } = await visitor.post("/api/v1/bots", { token: bot.token });
  expect(status).toBe(201);
  return { id: body.id, bot };
}

describe("changing a bot", () => {
  test("changes what was sent, and nothing else", async () => {
    const { id } = await connected();
    const { body: before } = await operator.get(`/api/v1/bots/${id}`);
    const changes = { name: "New", systemPrompt: "Be kind", temperature: 0, welcomeMessage: "Hi", aiEnabled: false };
    const { status, body } = await operator.patch(`/api/v1/bots/${id}`, changes);
    expect(status).toBe(200);
    expect(body).toEqual({ ...before, ...changes, updatedAt: body.updatedAt });
    expect((await operator.patch(`/api/v1/bots/${id}`, { welcomeMessage: null })).body.welcomeMessage).toBeNull();
  });

  test("replaces translations and the menu button as a whole", async () => {
    const { id } = await connected();
    const address = `/api/v1/bots/${id}`;
    expect((await operator.get(address)).body).toMatchObject({
      welcomeMessages: {},
      fallbackMessages: {},
      menuButton: { type: "default" },
    });
    const webApp = { type: "web_app", text: "Shop", url: "https://shop.example.com/a?b" };
    await operator.patch(address, { welcomeMessages: { ru: "Привет", en: "Hi" }, menuButton: webApp });
    expect((await operator.get(address)).body).toMatchObject({
      welcomeMessages: { ru: "Привет", en: "Hi" },
      menuButton: webApp,
    });
    await operator.patch(address, { welcomeMessages: { ru: "Здравствуйте" }, menuButton: { type: "commands" } });
    const { body } = await operator.get(address);
    expect(body.welcomeMessages).toEqual({ ru: "Здравствуйте" });
    expect(body.menuButton).toEqual({ type: "commands" });
  });

  test.each([
    [{ welcomeMessages: { ru: "x".repeat(4097) } }, ["welcomeMessages", "ru"]],
    [{ fallbackMessages: { en: " " } }, ["fallbackMessages", "en"]],
    [{ fallbackMessages: { de: "Hallo" } }, ["fallbackMessages"]],
    [{ menuButton: { type: "web_app", text: "", url: "https://example.com" } }, ["menuButton", "text"]],
    [{ menuButton: { type: "web_app", text: "Go", url: "http://example.com" } }, ["menuButton", "url"]],
    [{ menuButton: { type: "web_app", text: "Go", url: "https://localhost" } }, ["menuButton", "url"]],
    [{ menuButton: { type: "web_app", text: "Go" } }, ["menuButton", "url"]],
    [{ menuButton: { type: "shop" } }, ["menuButton", "type"]],
  ])("to %j names the field", async (changes, path) => {
    const { id } = await connected();
    const { status, body } = await operator.patch(`/api/v1/bots/${id}`, changes);
    expect(status).toBe(400);
    expect(body.error.issues).toMatchObject([{ path }]);
  });

  test("draws a new revision and wakes the runtime, for the bot and for its commands", async () => {
    const { id } = await connected();
    const woken: string[] = [];
    using _ = { [Symbol.dispose]: api.coordination.wakeUps.subscribe("bot", (key) => woken.push(key)) };
    const revision = async () => Number((await api.sql("select revision from bots where id = $1", [id]))[0]?.revision);
    let last = await revision();
    const command = { name: "hi", responseType: "text", textResponse: "Hi" };
    let commandId = "";
    for (const change of [
      () => operator.patch(`/api/v1/bots/${id}`, { name: "Other" }),
      () => operator.post(`/api/v1/bots/${id}/stop`),
      () => operator.post(`/api/v1/bots/${id}/start`),
      () => operator.post(`/api/v1/bots/${id}/commands`, command),
      () => operator.patch(`/api/v1/commands/${commandId}`, { description: "Greets" }),
      () => operator.delete(`/api/v1/commands/${commandId}`),
    ]) {
      const answer = await change();
      expect(answer.status).toBeLessThan(300);
      commandId ||= answer.body.botId ? answer.body.id : "";
      const now = await revision();
      expect(now).toBeGreaterThan(last);
      last = now;
    }
    expect(woken).toEqual(new Array(6).fill(id));
  });

  test("takes a new token of the same bot alone", async () => {
    const { id, bot } = await connected();
    const other = api.telegram.addBot();
    const refused = await operator.patch(`/api/v1/bots/${id}`, { token: other.token });
    expect(refused.status).toBe(400);
    expect(refused.body.error).toMatchObject({ code: "invalid", issues: [{ path: ["token"] }] });
    const dead = await operator.patch(`/api/v1/bots/${id}`, { token: `${bot.id}:${"A".repeat(35)}` });
    expect(dead.status).toBe(400);
    expect((await operator.patch(`/api/v1/bots/${id}`, { token: bot.token })).status).toBe(200);
    const [row] = await api.sql("select token_sealed from bots where id = $1", [id]);
    expect(await openBotToken(api.vault, id, String(row?.token_sealed))).toBe(bot.token);
  });

  test("keeps everything as it was when Telegram does not answer about the new token", async () => {
    const { id, bot } = await connected();
    api.telegram.inject({ kind: "status", status: 503 }, { method: "getMe" });
    const answer = await operator.patch(`/api/v1/bots/${id}`, { token: bot.token, name: "Half" });
    expect(answer.status).toBe(502);
    expect((await operator.get(`/api/v1/bots/${id}`)).body.name).not.toBe("Half");
  });

  test.each([
    [{ temperature: 3 }],
    [{ maxTokens: 0 }],
    [{ name: " " }],
    [{ telegramId: 5 }],
    [{ tenant: crypto.randomUUID() }],
    [{ isActive: "yes" }],
    [{ welcomeMessage: "x".repeat(4097) }],
    [{ name: "\ud800" }],
    [[]],
    ["text"],
  ])("to %j is 400", async (changes) => {
    const { id } = await connected();
    expect((await operator.patch(`/api/v1/bots/${id}`, changes)).status).toBe(400);
  });

  test("stops and starts it", async () => {
    const { id } = await connected();
    expect((await operator.post(`/api/v1/bots/${id}/stop`)).body).toMatchObject({
      isActive: false,
      status: { state: "stopped" },
    });
    expect((await operator.post(`/api/v1/bots/${id}/start`)).body).toMatchObject({
      isActive: true,
      status: { state: "starting" },
    });
  });
});

describe("a bot's status", () => {
  test("is what its runtime told last, with what waits and the newest error", async () => {
    const { id } = await connected();
    const { body: tenant } = await operator.get("/api/v1/tenant");
    const lastPollAt = Date.now();
    const older = { code: "telegram_conflict", message: "Another program polls", at: "2026-01-01T00:00:00.000Z" };
    await api.coordination.polls.put(
      new Map([[id, { runtime: "r", state: "conflict", lastPollAt, lastError: older }]]),
    );
    for (const [update, done] of [
      [1, null],
      [2, null],
      [3, new Date()],
    ])
      await api.sql(
        "insert into inbox (shard, bot_id, update_id, tenant_id, lane, payload, done_at) values (0, $1, $2, $3, 'l', '{}', $4)",
        [id, update, tenant.id, done],
      );
    const status = async () => (await operator.get(`/api/v1/bots/${id}`)).body.status;
    expect(await status()).toEqual({
      state: "conflict",
      lastPollAt: new Date(lastPollAt).toISOString(),
      pending: 2,
      lastError: older,
    });
    await api.sql("insert into bot_errors values ($1, $2, 'ai_timeout', 'Too slow', '2026-02-01')", [id, tenant.id]);
    expect((await status()).lastError).toMatchObject({ code: "ai_timeout", message: "Too slow" });
    const { body: list } = await operator.get("/api/v1/bots");
    expect(list.items.find((bot: { id: string }) => bot.id === id).status).toEqual(await status());
  });
});

describe("deleting a bot", () => {
  test("removes all that is its own, and the bot can be connected anew", async () => {
    const { id, bot } = await connected();
    const other = await connected();
    const { body: tenant } = await operator.get("/api/v1/tenant");
    await operator.post(`/api/v1/bots/${id}/commands`, { name: "hi", responseType: "text", textResponse: "Hi" });
    const conversation = crypto.randomUUID();
    await api.sql(
      "insert into conversations (id, tenant_id, bot_id, chat_id, chat_type) values ($1, $2, $3, 1, 'private')",
      [conversation, tenant.id, id],
    );
    await api.sql(
      `insert into messages (id, tenant_id, conversation_id, bot_id, inbox_seq, step, direction, content, message_type, status)
       values ($1, $2, $3, $4, 1, 0, 'inbound', 'x', 'text', 'received')`,
      [crypto.randomUUID(), tenant.id, conversation, id],
    );
    for (const botId of [id, other.id])
      await api.sql(
        "insert into inbox (shard, bot_id, update_id, tenant_id, lane, payload) select shard, id, 1, tenant_id, 'l', '{}' from bots where id = $1",
        [botId],
      );
    expect((await operator.delete(`/api/v1/bots/${id}`)).status).toBe(204);
    expect((await operator.get(`/api/v1/bots/${id}`)).status).toBe(404);
    expect((await operator.delete(`/api/v1/bots/${id}`)).status).toBe(404);
    expect((await operator.post("/api/v1/bots", { token: bot.token })).status).toBe(201);
    for (const table of ["commands", "conversations", "messages", "inbox"])
      await expect.poll(() => api.sql(`select from ${table} where bot_id = $1`, [id]), { message: table }).toEqual([]);
    expect(await api.sql("select from inbox where bot_id = $1", [other.id])).toHaveLength(1);
  });
});

describe("the list of bots", () => {
  test("comes newest first, in pages without gap or repeat", async () => {
    const person = await api.person("Many");
    await api.sql("update tenants set plan = 'enterprise' where name = 'Many'");
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) ids.unshift((await connected(person)).id);
    const seen: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const { body } = await person.get(`/api/v1/bots?limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...body.items.map(({ id }: { id: string }) => id));
      cursor = body.nextCursor;
    }
    expect(seen).toEqual(ids);
  });

  test.each(["limit=0", "limit=101", "limit=x", "cursor=nonsense", "cursor=W10", "cursor=%00", "cursor=a&cursor=b"])(
    "with %s is 400",
    async (query) => {
      expect((await operator.get(`/api/v1/bots?${query}`)).status).toBe(400);
    },
  );
});
