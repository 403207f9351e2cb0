import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AiFailed, type Question } from "#shared/ai/ai.ts";
import { type TestedControlPlane, testedControlPlane } from "../testing/control-plane.ts";
import type { Visitor } from "../testing/visitor.ts";

let api: TestedControlPlane;
let person: Visitor;
let address: string;
const asked: Question[] = [];
let fail: Error | null = null;

beforeAll(async () => {
  api = await testedControlPlane({
    ai: {
      async complete(question) {
        asked.push(question);
        if (fail) throw fail;
        return { text: "Certainly!", model: question.model, tokensUsed: 12 };
      },
    },
  });
  person = await api.person("Anna");
  const { body } = await person.post("/api/v1/bots", {
    token: api.telegram.addBot().token,
    systemPrompt: "Sell pizza",
  });
  address = `/api/v1/bots/${body.id}/test-prompt`;
});
afterAll(() => api[Symbol.asyncDispose]());

describe("a test prompt", () => {
  test("asks the bot's model with its instructions, and leaves no trace", async () => {
    const { status, body } = await person.post(address, { message: "How much?" });
    expect(status).toBe(200);
    expect(body).toEqual({
      answer: "Certainly!",
      model: "gpt-4o-mini",
      tokensUsed: 12,
      processingTimeMs: expect.any(Number),
    });
    expect(asked.at(-1)).toMatchObject({
      tenantId: (await person.get("/api/v1/tenant")).body.id,
      model: "gpt-4o-mini",
      temperature: 0.7,
      maxTokens: 1000,
      messages: [
        { role: "system", content: "Sell pizza" },
        { role: "user", content: "How much?" },
      ],
    });
    expect(await api.sql("select from conversations")).toEqual([]);
    expect((await person.get("/api/v1/tenant")).body.messagesUsed).toBe(0);
  });

  test("tries other instructions without saving them", async () => {
    await person.post(address, { message: "Hi", systemPrompt: "Be a pirate" });
    expect(asked.at(-1)?.messages[0]).toEqual({ role: "system", content: "Be a pirate" });
    expect((await person.get(address.replace("/test-prompt", ""))).body.systemPrompt).toBe("Sell pizza");
    await person.post(address, { message: "Hi", systemPrompt: "" });
    expect(asked.at(-1)?.messages).toEqual([{ role: "user", content: "Hi" }]);
  });

  test("says why there is no answer", async () => {
    fail = new AiFailed("ai_no_key");
    const { status, body } = await person.post(address, { message: "Hi" });
    fail = null;
    expect(status).toBe(502);
    expect(body.error).toEqual({ code: "ai_failed", message: new AiFailed("ai_no_key").message });
  });

  test("keeps an error it does not know to itself", async () => {
    fail = new Error("key sk-abcdefghijkl at /etc/secret");
    const { status, text } = await person.post(address, { message: "Hi" });
    fail = null;
    expect(status).toBe(500);
    expect(text).not.toMatch(/sk-|secret/);
  });

  test("is refused once the month's messages are used up, without asking the model", async () => {
    const free = await api.person("Free");
    const { body: bot } = await free.post("/api/v1/bots", { token: api.telegram.addBot().token });
    await api.sql(
      "update tenants set messages_used = 1000, usage_month = date_trunc('month', now() at time zone 'utc') where name = 'Free'",
    );
    const before = asked.length;
    const { status, body } = await free.post(`/api/v1/bots/${bot.id}/test-prompt`, { message: "Hi" });
    expect(status).toBe(403);
    expect(body.error.code).toBe("limit_reached");
    expect(asked).toHaveLength(before);
  });

  test.each([{}, { message: "" }, { message: " " }, { message: "x".repeat(4097) }, { message: "\ud83d" }])(
    "with %j is 400",
    async (body) => {
      expect((await person.post(address, body)).status).toBe(400);
    },
  );
});
