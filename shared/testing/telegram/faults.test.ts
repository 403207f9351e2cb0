import { setTimeout as sleep } from "node:timers/promises";
import type { Update } from "grammy/types";
import { describe, expect, test, vi } from "vitest";
import { patienceMs } from "#shared/testing/patience.ts";
import { clientOf } from "./client.ts";
import type { Fault } from "./faults.ts";
import { startTelegram } from "./telegram.ts";

async function open() {
  const telegram = await startTelegram();
  const bot = telegram.addBot();
  const anna = telegram.user();
  anna.says(bot, "hi");
  const call = clientOf(telegram, bot);
  const send = (signal?: AbortSignal) => call("sendMessage", { chat_id: anna.id, text: "x" }, signal);
  const arrived = () => anna.chat(bot).messages.length - 1;
  return { telegram, bot, anna, call, send, arrived, [Symbol.asyncDispose]: () => telegram[Symbol.asyncDispose]() };
}

const failed = (call: Promise<unknown>) =>
  call.then(
    () => "answered",
    () => "failed",
  );

describe("a fault", () => {
  test("of status 429 carries the time to wait in body and header", async () => {
    await using t = await open();
    t.telegram.inject({ kind: "status", status: 429, retryAfterS: 7 }, { times: 1 });
    const reply = await t.send();
    expect(reply).toMatchObject({ status: 429, ok: false, error_code: 429, parameters: { retry_after: 7 } });
    expect(reply.headers.get("retry-after")).toBe("7");
    expect(t.arrived()).toBe(0);
    expect((await t.send()).ok).toBe(true);
  });

  test("of status 500 hits getUpdates too", async () => {
    await using t = await open();
    t.telegram.inject({ kind: "status", status: 500, description: "Internal Server Error" }, { method: "getUpdates" });
    expect((await t.call("getUpdates")).status).toBe(500);
    expect((await t.send()).status).toBe(200);
  });

  test("of status 502 may be a proxy's page", async () => {
    await using t = await open();
    t.telegram.inject({ kind: "status", status: 502, html: true });
    const response = await fetch(`${t.telegram.url}/bot${t.bot.token}/getMe`);
    expect(response.status).toBe(502);
    expect(await response.text()).toContain("<html>");
  });

  test("of status 502 may come after the call was processed, and say no more than that", async () => {
    await using t = await open();
    t.telegram.inject({ kind: "status", status: 502, when: "after", bare: true }, { times: 1 });
    const { status, headers: _, ...reply } = await t.send();
    expect({ status, reply }).toEqual({ status: 502, reply: { ok: false, error_code: 502 } });
    expect(t.arrived()).toBe(1);
    expect((await t.send()).ok).toBe(true);
  });

  test("of a reset before means that nothing happened", async () => {
    await using t = await open();
    t.telegram.inject({ kind: "reset", when: "before" }, { times: 1 });
    expect(await failed(t.send())).toBe("failed");
    expect(t.arrived()).toBe(0);
  });

  test.each<Fault>([{ kind: "reset", when: "after" }, { kind: "empty" }, { kind: "truncated" }, { kind: "garbage" }])(
    "of %j means that it happened and the answer is lost",
    async (fault) => {
      await using t = await open();
      t.telegram.inject(fault, { times: 1 });
      expect(await failed(t.send())).toBe("failed");
      expect(t.arrived()).toBe(1);
    },
  );

  test.each([
    ["before", 0],
    ["after", 1],
  ] as const)("of hanging %s processing never answers", async (when, messages) => {
    await using t = await open();
    t.telegram.inject({ kind: "hang", when }, { times: 1 });
    expect(await failed(t.send(AbortSignal.timeout(50)))).toBe("failed");
    expect(t.arrived()).toBe(messages);
  });

  test("of a delay answers late", async () => {
    await using t = await open();
    t.telegram.inject({ kind: "delay", ms: 60, when: "after" }, { times: 1 });
    const startedMs = performance.now();
    expect((await t.send()).ok).toBe(true);
    expect(performance.now() - startedMs).toBeGreaterThan(55);
  });

  test("hits the bot, the method and the number of calls it is meant for", async () => {
    await using t = await open();
    const other = t.telegram.addBot();
    const fault = t.telegram.inject({ kind: "status", status: 500 }, { botId: t.bot.id, method: "getMe", times: 2 });
    const callOther = clientOf(t.telegram, other);
    expect((await callOther("getMe")).status).toBe(200);
    expect((await t.send()).status).toBe(200);
    expect([(await t.call("getMe")).status, (await t.call("getMe")).status]).toEqual([500, 500]);
    expect((await t.call("getMe")).status).toBe(200);
    expect(fault.hits).toBe(2);
  });

  test("that yields leaves a call to any other", async () => {
    await using t = await open();
    const slow = t.telegram.inject({ kind: "delay", ms: 1, when: "after" }, { yields: true });
    const fault = t.telegram.inject({ kind: "status", status: 500 }, { times: 1 });
    expect([(await t.send()).status, (await t.send()).status]).toEqual([500, 200]);
    expect([slow.hits, fault.hits]).toEqual([1, 1]);
  });

  test("lasts until it is cleared", async () => {
    await using t = await open();
    {
      using _fault = t.telegram.inject({ kind: "status", status: 500 });
      for (let n = 0; n < 3; n++) expect((await t.send()).status).toBe(500);
    }
    expect((await t.send()).status).toBe(200);
    t.telegram.inject({ kind: "status", status: 500 });
    t.telegram.clearFaults();
    expect((await t.send()).status).toBe(200);
  });

  test("can lose the answer of a poll without losing its updates", async () => {
    await using t = await open();
    t.telegram.inject({ kind: "truncated" }, { method: "getUpdates", times: 1 });
    expect(await failed(t.call("getUpdates", { offset: 0 }))).toBe("failed");
    expect((await t.call<Update[]>("getUpdates", { offset: -1 })).result).toHaveLength(1);
  });
});

describe("an outage", () => {
  const held = (t: Awaited<ReturnType<typeof open>>) =>
    vi.waitFor(() => expect(t.bot.polls.held).toBe(1), { timeout: patienceMs, interval: 2 });

  test("can close the held polls alone", async () => {
    await using t = await open();
    t.bot.queue.clear();
    const poll = failed(t.call("getUpdates", { timeout: 30 }));
    await held(t);
    expect(t.telegram.cutPolls(t.bot)).toBe(1);
    expect(await poll).toBe("failed");
    await vi.waitFor(() => expect(t.bot.polls.held).toBe(0), patienceMs);
    expect((await t.send()).ok).toBe(true);
  });

  test("resets everything, refuses connections and ends on the same port", async () => {
    await using t = await open();
    t.bot.queue.clear();
    const poll = failed(t.call("getUpdates", { timeout: 30 }));
    await held(t);
    const over = t.telegram.outage(50);
    expect(await poll).toBe("failed");
    expect(await failed(t.send())).toBe("failed");
    await over;
    expect((await t.send()).ok).toBe(true);
  });

  test("can hit one program alone, whose calls are known from those of others", async () => {
    await using t = await open();
    const entrance = await t.telegram.entrance();
    const callThere = clientOf(entrance, t.bot);
    expect((await callThere("getMe")).ok).toBe(true);
    await t.call("getMe");
    expect(entrance.calls).toEqual([{ token: t.bot.token, method: "getme", atMs: expect.any(Number) }]);
    await entrance.refuse();
    expect(await failed(callThere("getMe"))).toBe("failed");
    expect((await t.send()).ok).toBe(true);
    await entrance.accept();
    expect((await callThere("getMe")).ok).toBe(true);
  });

  test("lets queued updates wait", async () => {
    await using t = await open();
    await t.telegram.refuse();
    t.anna.says(t.bot, "still there?");
    await sleep(5);
    await t.telegram.accept();
    expect((await t.call<Update[]>("getUpdates")).result).toHaveLength(2);
  });
});
