import { setTimeout as sleep } from "node:timers/promises";
import OpenAI from "openai";
import { describe, expect, test, vi } from "vitest";
import { patienceMs } from "#shared/testing/patience.ts";
import { tokensOf } from "./completion.ts";
import type { OpenAiFault } from "./faults.ts";
import { type OpenAiOptions, startOpenAi } from "./openai.ts";

async function open(options: OpenAiOptions = {}) {
  const server = await startOpenAi(options);
  const client = new OpenAI({ apiKey: "sk-test", baseURL: server.url, maxRetries: 0 });
  const body = { model: "gpt-4o-mini", messages: [{ role: "user" as const, content: "Hello there" }] };
  const ask = (more: object = {}, options?: { signal: AbortSignal }) =>
    client.chat.completions.create({ ...body, ...more, stream: false }, options);
  const stream = (options?: { signal: AbortSignal }) =>
    client.chat.completions.create({ ...body, stream: true, stream_options: { include_usage: true } }, options);
  return { server, client, ask, stream, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

async function read(stream: Awaited<ReturnType<Awaited<ReturnType<typeof open>>["stream"]>>) {
  let text = "";
  let total = 0;
  const roles: unknown[] = [];
  for await (const { choices, usage } of stream) {
    text += choices[0]?.delta.content ?? "";
    if (choices[0]?.delta.role) roles.push(choices[0].delta.role);
    total += usage?.total_tokens ?? 0;
  }
  return { text, total, roles };
}

describe("the AI simulator", () => {
  test("echoes what the person said last and counts tokens", async () => {
    await using t = await open();
    const answer = await t.ask();
    expect(answer.choices[0]?.message.content).toBe("echo: Hello there");
    expect(answer.usage?.completion_tokens).toBe(tokensOf("echo: Hello there"));
  });

  test("streams in pieces, with the usage at the end", async () => {
    await using t = await open();
    const { text, total, roles } = await read(await t.stream());
    expect(text).toBe("echo: Hello there");
    expect(total).toBeGreaterThan(tokensOf(text));
    expect(roles).toEqual(["assistant"]);
  });

  test("says what it is told to, by text, function or tool call", async () => {
    await using t = await open();
    t.server.reply("Paris");
    expect((await t.ask()).choices[0]?.message.content).toBe("Paris");
    t.server.reply(({ model }) => `I am ${model}`);
    expect((await t.ask()).choices[0]?.message.content).toBe("I am gpt-4o-mini");
    t.server.reply({ toolCalls: [{ name: "lookup", arguments: { city: "Paris" } }] });
    expect((await t.ask()).choices[0]).toMatchObject({
      finish_reason: "tool_calls",
      message: { tool_calls: [{ function: { name: "lookup", arguments: '{"city":"Paris"}' } }] },
    });
  });

  test("records model, messages, temperature, limit and key", async () => {
    await using t = await open();
    await t.ask({ temperature: 0.3, max_completion_tokens: 50 });
    expect(t.server.requests).toMatchObject([
      { apiKey: "sk-test", model: "gpt-4o-mini", temperature: 0.3, maxTokens: 50, stream: false },
    ]);
    expect(t.server.requests[0]?.messages).toEqual([{ role: "user", content: "Hello there" }]);
  });

  test("lists its models and knows no others", async () => {
    await using t = await open({ models: ["tiny"] });
    expect((await t.client.models.list()).data.map(({ id }) => id)).toEqual(["tiny"]);
    await expect(t.ask()).rejects.toMatchObject({ status: 404, code: "model_not_found" });
  });

  test("lets in only the keys it knows", async () => {
    await using t = await open({ apiKeys: ["sk-other"] });
    await expect(t.ask()).rejects.toMatchObject({ status: 401, code: "invalid_api_key" });
  });

  test("answers a key that was set apart, and fails it, apart from all others", async () => {
    await using t = await open();
    const apart = t.server.account("sk-apart");
    apart.reply("Only for you");
    t.server.fail({ kind: "status", status: 401 });
    const client = new OpenAI({ apiKey: "sk-apart", baseURL: t.server.url, maxRetries: 0 });
    const messages = [{ role: "user" as const, content: "Hello there" }];
    const answer = await client.chat.completions.create({ model: "gpt-4o-mini", messages });
    expect(answer.choices[0]?.message.content).toBe("Only for you");
    await expect(t.ask()).rejects.toMatchObject({ status: 401 });
    expect([apart.requests.length, t.server.requests.length]).toEqual([1, 1]);
  });

  test("notices clients that hang up on a stream", async () => {
    await using t = await open({ chunkDelayMs: 20 });
    const stop = new AbortController();
    const reading = t
      .stream({ signal: stop.signal })
      .then(read)
      .catch(() => {});
    await vi.waitFor(() => expect(t.server.requests).toHaveLength(1), patienceMs);
    await sleep(30);
    stop.abort();
    await reading;
    await vi.waitFor(() => expect(t.server.abandoned).toBe(1), patienceMs);
  });
});

describe("a failing AI", () => {
  test.each([
    [401, "invalid_api_key"],
    [429, "rate_limit_exceeded"],
    [500, "server_error"],
  ])("answers %i, as often as ordered", async (status, code) => {
    await using t = await open();
    t.server.fail({ kind: "status", status, retryAfterS: 3 }, 1);
    const error: unknown = await t.ask().catch((error: unknown) => error);
    expect(error).toMatchObject({ status, code });
    expect((error as { headers: Headers }).headers.get("retry-after")).toBe("3");
    expect((await t.ask()).choices).toHaveLength(1);
  });

  test("hangs for ever", async () => {
    await using t = await open();
    t.server.fail({ kind: "hang" });
    await expect(t.ask({}, { signal: AbortSignal.timeout(50) })).rejects.toThrow(/abort/i);
  });

  test("is slow", async () => {
    await using t = await open();
    t.server.fail({ kind: "slow", ms: 60 });
    const startedMs = performance.now();
    await t.ask();
    expect(performance.now() - startedMs).toBeGreaterThan(55);
  });

  test.each<OpenAiFault>([{ kind: "drop" }, { kind: "garbage" }])("breaks its answer: %j", async (fault) => {
    await using t = await open();
    t.server.fail(fault);
    await expect(t.ask()).rejects.toThrow();
  });

  test("hangs up in the middle of a stream", async () => {
    await using t = await open();
    t.server.fail({ kind: "drop" });
    await expect(t.stream().then(read)).rejects.toThrow();
  });

  test("answers without choices, without content, without a role", async () => {
    await using t = await open();
    t.server.fail({ kind: "empty-choices" }, 1);
    t.server.fail({ kind: "null-content" }, 1);
    t.server.fail({ kind: "no-role" }, 1);
    expect((await t.ask()).choices).toEqual([]);
    expect((await t.ask()).choices[0]?.message.content).toBeNull();
    expect(await read(await t.stream())).toMatchObject({ text: "echo: Hello there", roles: [] });
  });

  test("refuses connections and comes back", async () => {
    await using t = await open();
    await t.server.refuse();
    await expect(t.ask()).rejects.toThrow(/connection/i);
    await t.server.accept();
    expect((await t.ask()).choices).toHaveLength(1);
  });
});
