import { setTimeout as sleep } from "node:timers/promises";
import type { Update, WebhookInfo } from "grammy/types";
import { describe, expect, test, vi } from "vitest";
import { patienceMs } from "#shared/testing/patience.ts";
import { manualClock } from "../clock.ts";
import type { Bot } from "./bot.ts";
import { clientOf } from "./client.ts";
import type { Switches } from "./switches.ts";
import { startTelegram } from "./telegram.ts";

async function open(switches: Partial<Switches> = {}) {
  const clock = manualClock();
  const telegram = await startTelegram({ clock, ...switches });
  const bot = telegram.addBot({ firstUpdateId: 100 });
  const call = clientOf(telegram, bot);
  const poll = (params: object = {}, signal?: AbortSignal) => {
    clock.advance(5_000); // out of reach of the rule about hasty repetition
    return call<Update[]>("getUpdates", params, signal);
  };
  return { clock, telegram, bot, call, poll, [Symbol.asyncDispose]: () => telegram[Symbol.asyncDispose]() };
}

const isHeld = (bot: Bot, polls = 1) =>
  vi.waitFor(
    () => {
      expect(bot.polls.total).toBe(polls);
      expect(bot.polls.held).toBe(1);
    },
    { timeout: patienceMs, interval: 2 },
  );
const idsIn = ({ result }: { result: Update[] }) => result.map(({ update_id }) => update_id);
const replaced = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";

describe("getUpdates", () => {
  test("answers an empty list at once without a timeout", async () => {
    await using t = await open();
    expect(await t.poll()).toMatchObject({ status: 200, ok: true, result: [] });
  });

  test.each([0, -5, 1])("clamps a limit of %i to one update", async (limit) => {
    await using t = await open();
    for (let n = 0; n < 3; n++) t.bot.push({ message: { n } });
    expect((await t.poll({ limit })).result).toHaveLength(1);
  });

  test("clamps a limit of 1000 to a hundred, which is also the default", async () => {
    await using t = await open();
    for (let n = 0; n < 120; n++) t.bot.push({ message: { n } });
    expect((await t.poll({ limit: 1000 })).result).toHaveLength(100);
    expect((await t.poll()).result).toHaveLength(100);
  });

  test("holds a poll no longer than 50 s, whatever it asks for", async () => {
    await using t = await open();
    const poll = t.poll({ timeout: 86_400 });
    await isHeld(t.bot);
    expect(t.telegram.heldPolls).toBe(1);
    t.clock.advance(49_999);
    expect(t.bot.polls.held).toBe(1);
    t.clock.advance(1);
    expect(await poll).toMatchObject({ status: 200, result: [] });
  });

  test("takes a negative timeout for none", async () => {
    await using t = await open();
    expect(await t.poll({ timeout: -1 })).toMatchObject({ result: [] });
  });

  test("answers a held poll when an update comes, together with those of the same moment", async () => {
    await using t = await open();
    const poll = t.poll({ timeout: 30 });
    await isHeld(t.bot);
    t.bot.push({ message: { text: "one" } });
    t.bot.push({ message: { text: "two" } });
    expect(idsIn(await poll)).toEqual([100, 101]);
  });

  test("delivers in the order of queueing and confirms by offset alone", async () => {
    await using t = await open();
    for (let n = 0; n < 3; n++) t.bot.push({ message: { n } });
    expect(idsIn(await t.poll())).toEqual([100, 101, 102]);
    expect(idsIn(await t.poll())).toEqual([100, 101, 102]);
    expect(idsIn(await t.poll({ offset: 102 }))).toEqual([102]);
    expect(t.bot.pending).toBe(1);
  });

  test("reads its parameters from JSON, a form, multipart and the query string", async () => {
    await using t = await open();
    for (let n = 0; n < 3; n++) t.bot.push({ message: { n } });
    const address = `${t.telegram.url}/bot${t.bot.token}/getUpdates`;
    const form = new FormData();
    form.set("limit", "2");
    const requests: [string, RequestInit][] = [
      [address, { method: "POST", body: '{"limit":2}', headers: { "content-type": "application/json" } }],
      [address, { method: "POST", body: new URLSearchParams({ limit: "2" }) }],
      [address, { method: "POST", body: form }],
      [`${address}?limit=2`, {}],
    ];
    for (const [url, init] of requests) {
      t.clock.advance(5_000);
      const body = (await (await fetch(url, init)).json()) as { result: Update[] };
      expect(body.result).toHaveLength(2);
    }
  });

  test("loses nothing when the client goes away in the middle of a poll", async () => {
    await using t = await open();
    const client = new AbortController();
    const poll = t.poll({ timeout: 30 }, client.signal).catch((error: Error) => error.name);
    await isHeld(t.bot);
    client.abort();
    expect(await poll).toBe("AbortError");
    await vi.waitFor(() => expect(t.bot.polls.held).toBe(0), patienceMs);
    t.bot.push({ message: {} });
    expect(idsIn(await t.poll({ timeout: 30 }))).toEqual([100]);
  });

  test("answers the older of two polls 409 at once and serves the newer", async () => {
    await using t = await open();
    const older = t.poll({ timeout: 30 });
    await isHeld(t.bot);
    const newer = t.poll({ timeout: 30, offset: 7 });
    expect(await older).toMatchObject({ status: 409, ok: false, description: replaced });
    await isHeld(t.bot, 2);
    t.bot.push({ message: {} });
    expect(idsIn(await newer)).toEqual([100]);
    expect(t.bot.polls).toMatchObject({ total: 2, conflicts: 1, overlaps: 1 });
  });

  test("answers a further conflict within 3 s only after 3 s", async () => {
    await using t = await open();
    const hasty = (offset: number) => t.call<Update[]>("getUpdates", { timeout: 30, offset });
    const first = hasty(1);
    await isHeld(t.bot);
    const second = hasty(2);
    expect((await first).status).toBe(409);
    await isHeld(t.bot, 2);
    let answered = false;
    void second.then(() => {
      answered = true;
    });
    const third = hasty(3);
    await isHeld(t.bot, 3);
    t.clock.advance(2_999);
    await sleep(20);
    expect(answered).toBe(false);
    t.clock.advance(1);
    expect((await second).status).toBe(409);
    t.bot.push({ message: {} });
    expect((await third).status).toBe(200);
  });

  test("lets a second poller with a higher offset destroy what the first has not stored", async () => {
    await using t = await open();
    for (let n = 0; n < 2; n++) t.bot.push({ message: { n } });
    await t.poll();
    await t.poll({ offset: 102 });
    expect(t.bot.pending).toBe(0);
  });

  test("is a conflict while a webhook is set, and no longer once it is deleted", async () => {
    await using t = await open();
    t.bot.setWebhook("https://elsewhere.example");
    expect(await t.poll()).toMatchObject({
      status: 409,
      description:
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    });
    await t.call("deleteWebhook");
    expect((await t.poll()).status).toBe(200);
  });

  test("ends a held poll with 409 when a webhook is set", async () => {
    await using t = await open();
    const poll = t.poll({ timeout: 30 });
    await isHeld(t.bot);
    await t.call("setWebhook", { url: "https://elsewhere.example" });
    expect(await poll).toMatchObject({ status: 409, description: "Conflict: terminated by setWebhook request" });
  });

  test("holds a repeated offset for 3 s when it comes within 3 s", async () => {
    await using t = await open();
    await t.poll({ offset: 5 });
    const again = t.call<Update[]>("getUpdates", { offset: 5 });
    await isHeld(t.bot, 2);
    t.clock.advance(2_999);
    expect(t.bot.polls.held).toBe(1);
    t.clock.advance(1);
    expect((await again).result).toEqual([]);
  });

  test("gives one update alone when the same offset comes within 0.5 s", async () => {
    await using t = await open();
    for (let n = 0; n < 3; n++) t.bot.push({ message: { n } });
    await t.poll({ offset: 100 });
    t.clock.advance(499);
    expect((await t.call<Update[]>("getUpdates", { offset: 100 })).result).toHaveLength(1);
    t.clock.advance(500);
    expect((await t.call<Update[]>("getUpdates", { offset: 100 })).result).toHaveLength(3);
  });

  test("filters when an update is queued, not when it is fetched", async () => {
    await using t = await open();
    expect(t.bot.push({ message: {} })).toBe(100);
    await t.poll({ allowed_updates: ["callback_query"] });
    expect(t.bot.push({ message: {} })).toBeNull();
    expect(t.bot.push({ callback_query: {} })).toBe(101);
    expect(idsIn(await t.poll())).toEqual([100, 101]);
  });

  test("remembers allowed_updates until it is given again, and [] resets it", async () => {
    await using t = await open();
    await t.poll({ allowed_updates: ["chat_member"] });
    await t.poll();
    expect(t.bot.push({ message: {} })).toBeNull();
    await t.poll({ allowed_updates: [] });
    for (const kind of ["chat_member", "message_reaction", "message_reaction_count"]) {
      expect(t.bot.push({ [kind]: {} })).toBeNull();
    }
    expect(t.bot.push({ my_chat_member: {} })).toBe(100);
  });

  test("ends a held poll with 200 when the token is revoked, and refuses the next call", async () => {
    await using t = await open();
    const poll = t.poll({ timeout: 30 });
    await isHeld(t.bot);
    const revoked = clientOf(t.telegram, { token: t.bot.token });
    const token = t.bot.revokeToken();
    expect(await poll).toMatchObject({ status: 200, result: [] });
    expect(await revoked("getUpdates")).toMatchObject({ status: 401, error_code: 401, description: "Unauthorized" });
    expect((await clientOf(t.telegram, { token })("getMe")).status).toBe(200);
  });

  test("knows gaps without any poll", async () => {
    await using t = await open();
    await t.poll();
    t.clock.advance(1_000);
    await t.poll();
    expect(t.bot.polls.gapsMs).toEqual([6_000]);
    expect(t.bot.polls.longestGapMs).toBe(6_000);
    expect(t.bot.polls.longestGapSince(t.clock.now())).toBe(6_000);
    expect(t.bot.polls.longestGapSince(t.clock.now() + 1)).toBe(0);
  });
});

describe("webhook methods", () => {
  test("show the webhook and drop pending updates on request", async () => {
    await using t = await open();
    t.bot.push({ message: {} });
    await t.call("setWebhook", { url: "https://elsewhere.example", allowed_updates: ["message"] });
    const { result } = await t.call<WebhookInfo>("getWebhookInfo");
    expect(result).toMatchObject({
      url: "https://elsewhere.example",
      pending_update_count: 1,
      allowed_updates: ["message"],
    });
    await t.call("deleteWebhook", { drop_pending_updates: true });
    expect((await t.call<WebhookInfo>("getWebhookInfo")).result).toMatchObject({ url: "", pending_update_count: 0 });
  });

  test("refuse an address without HTTPS", async () => {
    await using t = await open();
    expect(await t.call("setWebhook", { url: "http://home" })).toMatchObject({ status: 400 });
  });
});

describe("a token", () => {
  test.each([
    [404, "Not Found"],
    [401, "Unauthorized: invalid token specified"],
  ] as const)("that is malformed gets %i by the switch", async (malformedToken, description) => {
    await using t = await open({ malformedToken });
    expect(await clientOf(t.telegram, { token: "nonsense" })("getMe")).toMatchObject({
      status: malformedToken,
      description,
    });
  });

  test("that nobody has gets 401", async () => {
    await using t = await open();
    const token = `42:${"A".repeat(35)}`;
    expect(await clientOf(t.telegram, { token })("getMe")).toMatchObject({ status: 401, description: "Unauthorized" });
  });

  test("is limited on its first call by the address, with a switch", async () => {
    await using t = await open({ coldStart: { perMinute: 2, perHour: 3 } });
    const start = () => clientOf(t.telegram, t.telegram.addBot())("getMe");
    expect([(await start()).status, (await start()).status]).toEqual([200, 200]);
    const third = await start();
    expect(third).toMatchObject({ status: 429, parameters: { retry_after: 61 } });
    expect(third.headers.get("retry-after")).toBe("61");
    t.clock.advance(61_000);
    expect((await start()).status).toBe(200);
    t.clock.advance(61_000);
    expect((await start()).status).toBe(429);
  });
});

describe("a method", () => {
  test("that doesn't exist gets 404", async () => {
    await using t = await open();
    expect(await t.call("getCoffee")).toMatchObject({
      status: 404,
      error_code: 404,
      description: "Not Found: method not found",
    });
  });

  test("is found in any case", async () => {
    await using t = await open();
    expect((await t.call("GETME")).result).toMatchObject({ id: t.bot.id, is_bot: true });
  });
});
