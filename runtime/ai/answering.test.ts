import { describe, expect, test } from "vitest";
import type { OpenAiFault } from "#shared/testing/openai/faults.ts";
import { serve } from "../testing/served.ts";
import { sharedRuntime } from "../testing/shared-runtime.ts";

const visit = sharedRuntime();

describe.concurrent("an answer of the model", () => {
  test("comes from the bot's instructions, the last ten messages and the question, as the bot is set up", async () => {
    await using served = await serve();
    const bot = await served.addBot({
      systemPrompt: "Be kind",
      aiModel: "gpt-4o",
      temperature: 0.3,
      maxTokens: 77,
      commands: [{ name: "hi", textResponse: "Hi" }],
    });
    const anna = served.telegram.user();
    for (let n = 1; n <= 5; n++) anna.says(bot.sim, `question ${n}`);
    anna.says(bot.sim, "/hi");
    await bot.sim.waitForMessage("Hi");
    anna.says(bot.sim, "the last");
    await bot.sim.waitForMessage("echo: the last");
    const past = [2, 3, 4, 5].flatMap((n) => [
      { role: "user", content: `question ${n}` },
      { role: "assistant", content: `echo: question ${n}` },
    ]);
    expect(served.openai.requests.at(-1)).toMatchObject({
      apiKey: "sk-the-platform-key",
      model: "gpt-4o",
      temperature: 0.3,
      maxTokens: 77,
      messages: [
        { role: "system", content: "Be kind" },
        ...past,
        { role: "user", content: "/hi" },
        { role: "assistant", content: "Hi" },
        { role: "user", content: "the last" },
      ],
    });
    // Somebody else's conversation is none of it.
    served.telegram.user().says(bot.sim, "Hello");
    await bot.sim.waitForMessage("echo: Hello");
    expect(served.openai.requests.at(-1)!.messages).toHaveLength(2);
  });

  test("shows typing while the model thinks, and is kept with what it cost", async () => {
    const served = visit();
    const bot = await served.addBot();
    const thinking = Promise.withResolvers<string>();
    served.openai.reply(() => thinking.promise);
    const anna = served.telegram.user();
    anna.says(bot.sim, "Hello");
    await served.until(() => anna.chat(bot.sim).action === "typing");
    thinking.resolve("An answer");
    await bot.sim.waitForMessage("An answer");
    await served.settled(bot);
    const [question, answer] = await served.messages(bot);
    expect(question).toMatchObject({ aiProcessed: false, tokensUsed: null });
    expect(answer).toMatchObject({ aiProcessed: true, tokensUsed: expect.any(Number), status: "sent" });
    expect(answer!.tokensUsed).toBeGreaterThan(0);
    expect(answer!.processingTimeMs).toBeGreaterThanOrEqual(0);
  });

  test("comes also when Telegram does not take the typing sign", async () => {
    const served = visit();
    const bot = await served.addBot();
    served.telegram.inject({ kind: "hang", when: "before" }, { method: "sendChatAction" });
    served.telegram.user().says(bot.sim, "Hello");
    await bot.sim.waitForMessage("echo: Hello");
  });

  test("is sent formatted, and plain where Telegram cannot parse it, with nothing lost", async () => {
    const served = visit();
    const bot = await served.addBot();
    served.openai.reply("# Title\n\n**Bold**, `code` and [a link](https://example.com)");
    const anna = served.telegram.user();
    anna.says(bot.sim, "one");
    const formatted = await bot.sim.waitForMessage("Title\n\nBold, code and a link");
    expect(formatted.entities?.map(({ type }) => type)).toEqual(["bold", "bold", "code", "text_link"]);
    served.telegram.inject(
      { kind: "status", status: 400, description: "Bad Request: can't parse entities: unsupported start tag" },
      { method: "sendMessage", times: 1 },
    );
    anna.says(bot.sim, "two");
    const plain = await bot.sim.waitForMessage("Title\n\nBold, code and a link");
    expect(plain.entities?.map(({ type }) => type) ?? []).toEqual([]);
    await served.settled(bot);
    expect((await served.messages(bot)).map(({ status }) => status)).toEqual(["received", "sent", "received", "sent"]);
  });

  test("longer than Telegram takes comes in parts, whole and in order", async () => {
    const served = visit();
    const bot = await served.addBot();
    const words = Array.from({ length: 3_000 }, (_, n) => `word${n}${n % 50 === 49 ? ".\n\n" : ""}`);
    served.openai.reply(words.join(" "));
    served.telegram.user().says(bot.sim, "Tell me much");
    await bot.sim.waitForMessage(/word2999/);
    await served.settled(bot);
    const parts = bot.sim.calls("sendMessage").map(({ params }) => String(params.text));
    expect(parts.length).toBeGreaterThan(5);
    expect(Math.max(...parts.map(({ length }) => length))).toBeLessThanOrEqual(4096);
    expect(parts.join(" ").split(/\s+/)).toEqual(words.map((word) => word.trim()));
    const kept = (await served.messages(bot)).slice(1);
    expect(kept.map(({ step, status, content }) => [step, status, content])).toEqual(
      parts.map((part, n) => [1_000 + n, "sent", part]),
    );
    // Its tokens are told once.
    expect(kept.filter(({ tokensUsed }) => tokensUsed !== null)).toHaveLength(1);
  });

  test.each<[string, OpenAiFault | "refuse", string]>([
    ["is too slow", { kind: "hang" }, "ai_timeout"],
    ["refuses the key", { kind: "status", status: 401 }, "ai_key_refused"],
    ["is limited", { kind: "status", status: 429 }, "ai_limit"],
    ["fails", { kind: "status", status: 500 }, "ai_unavailable"],
    ["does not know the model", { kind: "status", status: 404 }, "ai_refused_request"],
    ["hangs up", { kind: "drop" }, "ai_unavailable"],
    ["answers half", { kind: "garbage" }, "ai_unavailable"],
    ["answers nothing", { kind: "null-content" }, "ai_empty"],
    ["has no choice", { kind: "empty-choices" }, "ai_empty"],
    ["cannot be reached", "refuse", "ai_unreachable"],
  ])("is the fallback message where the model %s, and the bot's page says why", async (_, fault, code) => {
    await using served = await serve({ config: { AI_TIMEOUT_MS: "1500" } });
    const bot = await served.addBot({ fallbackMessage: "One moment" });
    if (fault === "refuse") await served.openai.refuse();
    else served.openai.fail(fault);
    const anna = served.telegram.user();
    anna.says(bot.sim, "Hello");
    await bot.sim.waitForMessage("One moment");
    await served.trouble(bot, code);
    await served.until(async () => (await served.report(bot))?.lastError?.code === code);
    expect((await served.report(bot))!.state).toBe("running");
    expect(served.logged.join("")).not.toContain("sk-the-platform-key");
    await served.openai.accept();
    served.openai.clearFaults();
    anna.says(bot.sim, "Again");
    await bot.sim.waitForMessage("echo: Again");
  });

  test("is the fallback message where there is no key", async () => {
    const served = visit();
    const tenant = await served.addTenant({ usePlatformKey: false });
    const bot = await served.addBot({ tenant });
    served.telegram.user({ languageCode: "ru" }).says(bot.sim, "Привет");
    await bot.sim.waitForMessage(/^Извините/);
    await served.trouble(bot, "ai_no_key");
  });

  test("is not asked for where the model is switched off", async () => {
    const served = visit();
    const bot = await served.addBot({ aiEnabled: false, fallbackMessage: "Only commands" });
    served.telegram.user().says(bot.sim, "Hello");
    await bot.sim.waitForMessage("Only commands");
    expect(served.openai.requests).toEqual([]);
  });

  test("does not overtake the one before, and a newer question is not lost", async () => {
    const served = visit();
    const bot = await served.addBot();
    const thinking = Promise.withResolvers<string>();
    served.openai.reply(({ messages }) => (messages.at(-1)?.content === "slow" ? thinking.promise : "quick answer"));
    const anna = served.telegram.user();
    anna.says(bot.sim, "slow");
    anna.says(bot.sim, "quick");
    served.telegram.user().says(bot.sim, "quick");
    await bot.sim.waitForMessage("quick answer");
    await served.until(() => served.openai.requests.length > 1);
    expect(served.openai.requests).toHaveLength(2);
    thinking.resolve("slow answer");
    await bot.sim.waitForMessage("slow answer");
    await bot.sim.waitForMessage("quick answer");
    expect(served.openai.requests.at(-1)!.messages.slice(-2)).toMatchObject([
      { role: "assistant", content: "slow answer" },
      { role: "user", content: "quick" },
    ]);
  });

  test("to hostile text is an answer", async () => {
    const served = visit();
    const bot = await served.addBot();
    const anna = served.telegram.user({ firstName: "'; drop table messages; --" });
    const hostile = [
      "👨‍👩‍👧‍👦".repeat(370),
      ">".repeat(4_000),
      "[".repeat(4_000),
      "\u202e\u200b\u2066abc",
      "`".repeat(100),
      "1. ".repeat(1_300),
    ];
    for (const text of hostile) {
      anna.says(bot.sim, text);
      await served.settled(bot);
    }
    expect(await served.deadLetters(bot)).toEqual([]);
    const inbound = (await served.messages(bot)).filter(({ direction }) => direction === "inbound");
    expect(inbound.map(({ content }) => content)).toEqual(hostile);
    expect(bot.sim.calls("sendMessage").filter(({ ok }) => !ok)).toEqual([]);
  });
});

describe("a model that is odd", () => {
  test("says the fallback where a model answers with what nobody can see", async () => {
    const served = visit();
    const bot = await served.addBot({ fallbackMessage: "Later, please" });
    served.openai.reply("\u200b\u2060");
    served.telegram.user().says(bot.sim, "hello");
    await bot.sim.waitForMessage("Later, please");
    await served.trouble(bot, "ai_empty");
  });
});
