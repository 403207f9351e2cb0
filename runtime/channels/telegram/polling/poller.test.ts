import type { Update } from "grammy/types";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { CallUnsent } from "../../call-unsent.ts";
import { Health, type HealthReport } from "../../health.ts";
import type { PollAnswer, PollQuery } from "../transport.ts";
import { Bursts } from "./bursts.ts";
import { Left, Poller, refusedAgain } from "./poller.ts";

const pauses = vi.hoisted((): number[] => []);
/** Whether pauses last until they are ended. */
const time = vi.hoisted(() => ({ stands: false }));
vi.mock("#shared/lifecycle/sleep.ts", async (original) => ({
  ...(await original<object>()),
  async sleep(ms: number, signal: AbortSignal) {
    pauses.push(ms);
    if (time.stands) await new Promise((resolve) => signal.addEventListener("abort", resolve));
  },
}));
beforeEach(() => {
  pauses.splice(0);
  time.stands = false;
});

const updates = (...ids: number[]): PollAnswer => ({
  ok: true,
  result: ids.map((update_id) => ({ update_id }) as Update),
});
const refused = (error_code: number, description = "x", retry_after?: number): PollAnswer => ({
  ok: false,
  error_code,
  description,
  ...(retry_after !== undefined && { parameters: { retry_after } }),
});

/** A poller whose polls are answered so, in turn; after them none comes back. */
function polling(...answers: (PollAnswer | Error)[]) {
  return pollingAs(null, ...answers);
}

function pollingAs(inherited: HealthReport | null, ...answers: (PollAnswer | Error)[]) {
  const queries: PollQuery[] = [];
  const reports: HealthReport[] = [];
  const health = new Health((report) => reports.push(report), inherited);
  const poller = new Poller({
    async getUpdates(query, signal) {
      queries.push(query);
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer ?? new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    },
    health,
    bursts: new Bursts(),
    timeoutS: 30,
    refusedAgain,
  });
  const stop = new AbortController();
  return {
    poller,
    queries,
    reports,
    stop,
    /** The next updates, which are stored at once. */
    async next() {
      const received = await poller.supply(stop.signal);
      poller.stored(received);
      return received.map(({ update_id }) => update_id);
    },
  };
}

describe("a poller", () => {
  test("asks for everything first, then for what comes after the last that was stored", async () => {
    const { next, queries } = polling(updates(5, 6), updates(7));
    expect([await next(), await next()]).toEqual([[5, 6], [7]]);
    expect(queries.map(({ offset }) => offset)).toEqual([undefined, 7]);
  });

  test("asks again for what was not stored", async () => {
    const { poller, queries, stop } = polling(updates(5), updates(5));
    await poller.supply(stop.signal);
    await poller.supply(stop.signal);
    expect(queries.map(({ offset }) => offset)).toEqual([undefined, undefined]);
  });

  test("asks without an offset once nothing is left, so that ids may begin again lower", async () => {
    const { next, queries } = polling(updates(900), updates(), updates(3), updates(4));
    for (let polls = 0; polls < 4; polls++) await next();
    expect(queries.map(({ offset }) => offset)).toEqual([undefined, 901, undefined, 4]);
  });

  test("confirms up to the highest id, in whatever order they came", async () => {
    const { next, queries } = polling(updates(9, 7), updates(10));
    await next();
    await next();
    expect(queries[1]!.offset).toBe(10);
  });

  test("says until the first answer which kinds it wants, and asks for an answer at once", async () => {
    const { next, queries } = polling(new Error("cut"), updates(1), updates(2));
    await next();
    await next();
    expect(queries.map(({ timeout }) => timeout)).toEqual([0, 0, 30]);
    expect(queries.map((query) => "allowed_updates" in query)).toEqual([true, true, false]);
  });

  test("asks for little where little comes, for more where more has piled up, and then at once", async () => {
    const many = (count: number) => updates(...Array.from({ length: count }, (_, n) => n + 1));
    const { next, queries } = polling(
      updates(1),
      updates(2),
      many(25),
      many(50),
      many(100),
      many(30),
      many(0),
      updates(3),
    );
    for (let polls = 0; polls < 8; polls++) await next();
    expect(queries.map(({ limit }) => limit)).toEqual([25, 25, 25, 50, 100, 100, 60, 25]);
    expect(queries.map(({ timeout }) => timeout)).toEqual([0, 30, 30, 0, 0, 0, 0, 30]);
  });

  describe("of many where much may have piled up", () => {
    const atOnce = 200;
    /** As many as may bring much at once have their updates, which are not stored yet, and one more waits. */
    async function crowd() {
      const bursts = new Bursts();
      const asked: number[] = [];
      const stop = new AbortController();
      const pollers = Array.from({ length: atOnce + 1 }, (_, n) => {
        const health = new Health(() => {}, null);
        const getUpdates = async () => {
          asked.push(n);
          return updates(1);
        };
        return new Poller({ getUpdates, health, bursts, timeoutS: 30, refusedAgain });
      });
      const brought = pollers.map((poller) => poller.supply(stop.signal));
      await Promise.all(brought.slice(0, atOnce));
      return { pollers, asked, stop, last: brought.at(-1)! };
    }

    test("asks when what another has brought is stored", async () => {
      const { pollers, asked, last } = await crowd();
      expect(asked).not.toContain(atOnce);
      pollers[7]!.stored([]);
      expect(await last).toHaveLength(1);
      expect(asked).toContain(atOnce);
    });

    test("asks for the little that most have, while others bring much", async () => {
      const bursts = new Bursts();
      const large = Array.from({ length: 100 }, () => bursts.begin(100));
      (await bursts.begin(10))();
      let begun = 0;
      for (const turn of large) void turn.then(() => begun++);
      await Promise.resolve();
      expect(begun).toBe(20);
    });

    test.each<[string, (poller: Poller, stop: AbortController) => void, string]>([
      ["leaves", (poller) => poller.leave(), "elsewhere"],
      ["is stopped", (_, stop) => stop.abort(new Error("stopped")), "stopped"],
    ])("waits no more when it %s, and takes nobody's turn", async (_, end, reason) => {
      const { pollers, stop, last } = await crowd();
      const refused = expect(last).rejects.toThrow(reason);
      end(pollers.at(-1)!, stop);
      await refused;
      for (const poller of pollers) poller.close();
      const another = pollers[0]!.supply(new AbortController().signal);
      expect(await another).toHaveLength(1);
    });
  });

  test("takes one poll that is cut for ordinary, and two for a trouble", async () => {
    const once = polling(Object.assign(new Error("secret"), { code: "ECONNRESET" }), updates(1));
    await once.next();
    expect(once.reports.map(({ state }) => state)).toEqual(["running"]);

    const twice = polling(new Error("secret"), Object.assign(new Error("secret"), { code: "ECONNRESET" }), updates(1));
    await twice.next();
    expect(twice.reports.map(({ state }) => state)).toEqual(["unreachable", "running"]);
    expect(twice.reports[0]!.lastError).toMatchObject({ code: "telegram_unreachable" });
    expect(JSON.stringify(twice.reports)).not.toContain("secret");
  });

  test("says what keeps it from Telegram", async () => {
    const refused = Object.assign(new Error("no connection"), { code: "ECONNREFUSED" });
    const unsent = () => new CallUnsent("There is no connection", { cause: refused });
    const { next, reports } = polling(unsent(), unsent(), updates(1));
    await next();
    expect(reports[0]!.lastError!.message).toContain("(ECONNREFUSED)");
  });

  /** Rounded to what they are spread around. */
  const waited = () => pauses.map((ms) => (ms > 600_000 ? "an hour" : ms > 40_000 ? "a minute" : ms));

  test.each([401, 404])(
    "asks again in a minute when the token is refused (%i), and says nothing of it",
    async (code) => {
      const { next, reports } = polling(refused(code), updates(1));
      expect(await next()).toEqual([1]);
      expect(waited()).toEqual(["a minute"]);
      expect(reports.map(({ state, lastError }) => [state, lastError])).toEqual([["running", null]]);
    },
  );

  test("says after the second time in a row that the token is refused, asks hourly, and goes on when it no longer is", async () => {
    const { next, reports } = polling(refused(401), refused(404), refused(401), updates(1));
    expect(await next()).toEqual([1]);
    expect(waited()).toEqual(["a minute", "an hour", "an hour"]);
    expect(reports.map(({ state }) => state)).toEqual(["revoked", "revoked", "running"]);
    expect(reports[0]!.lastError).toMatchObject({ code: "token_revoked" });
  });

  test("leaves at once, also in the middle of a pause", async () => {
    time.stands = true;
    const { poller, next } = polling(refused(401));
    const asking = next();
    await expect.poll(() => pauses).toHaveLength(1);
    poller.leave();
    await expect(asking).rejects.toThrow(Left);
  });

  test("counts anew when anything else came between", async () => {
    const { next, reports } = polling(refused(401), refused(502), refused(401), updates(1), refused(401), updates(2));
    expect([await next(), await next()]).toEqual([[1], [2]]);
    expect(waited().filter((pause) => pause === "a minute")).toHaveLength(3);
    expect(reports.map(({ state }) => state)).not.toContain("revoked");
  });

  test("asks at once, then hourly, where its last owner was refused twice", async () => {
    const revoked: HealthReport = { state: "revoked", lastPollAt: null, lastError: null };
    const { next } = pollingAs(revoked, refused(401), updates(1));
    expect(await next()).toEqual([1]);
    expect(waited()).toEqual(["an hour"]);
  });

  test.each([
    ["another program polls", "Conflict: terminated by other getUpdates request", "telegram_conflict"],
    ["a webhook is set", "Conflict: can't use getUpdates method while webhook is active", "webhook_set"],
  ])("goes on when %s, and says so", async (_, description, code) => {
    const { next, reports } = polling(refused(409, description), updates(1));
    expect(await next()).toEqual([1]);
    expect(reports.map(({ state }) => state)).toEqual(["conflict", "running"]);
    expect(reports[0]!.lastError).toMatchObject({ code });
    expect(pauses[0]).toBeGreaterThan(1_500);
  });

  test.each([
    ["as long as Telegram asks", 7, 7_000],
    ["a second where it does not say", undefined, 1_000],
    ["a second where it says none", 0, 1_000],
  ])("waits %s", async (_, retryAfter, ms) => {
    const { next } = polling(refused(429, "Too Many Requests", retryAfter), updates(1));
    expect(await next()).toEqual([1]);
    expect(pauses).toEqual([ms]);
  });

  test.each<[string, () => PollAnswer | Error]>([
    ["is down", () => refused(502, "Bad Gateway")],
    ["cannot be reached", () => new Error("no route")],
  ])("asks a Telegram that %s ever more rarely, but at least every 12 s", async (_, failure) => {
    const { next } = polling(...Array.from({ length: 30 }, failure), updates(1));
    expect(await next()).toEqual([1]);
    expect(pauses).toHaveLength(30);
    expect(pauses[0]).toBeLessThan(500);
    for (const pause of pauses.slice(8)) expect(pause).toBeGreaterThan(7_000);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(12_000);
  });

  test("ends at once when it is stopped, also in the middle of a poll", async () => {
    const { next, stop, queries } = polling();
    const received = next();
    await expect.poll(() => queries.length).toBe(1);
    stop.abort(new Error("stopped"));
    await expect(received).rejects.toThrow("stopped");
  });
});
