import { describe, expect, test } from "vitest";
import { outcomeOf } from "../../../turn/send-failure.ts";
import type { Calls } from "./calls.ts";
import { moreConnections } from "./connection-growth.ts";
import { connectionLimit, openFilesLimit } from "./connection-limit.ts";
import { Places } from "./places.ts";
import { calling, failure } from "./testing/calling.ts";
import { echo, serving } from "./testing/scripted-server.ts";

const posting = (calls: Calls, of: string, n: number) =>
  calls.post({ path: `/bot${of}/sendMessage`, of, body: JSON.stringify(`${of}${n}`) });

describe("connections for calls", () => {
  test("are never all taken by one bot whose calls take long", async () => {
    await using server = await serving({ handle: (call) => void (call.body.startsWith('"slow') || echo(call)) });
    await using calls = calling(server.origin, { maxConnections: 8 });
    for (let n = 0; n < 50; n++) posting(calls, "slow", n).catch(() => {});
    await expect.poll(() => server.arrived.length).toBe(6);
    for (let n = 0; n < 20; n++) expect(await posting(calls, "quick", n)).toBe(`quick${n}`);
    expect(server.bodies().filter((body) => body.startsWith('"slow'))).toHaveLength(6);
  });

  test("are shared by several such bots, and there is still one for whoever comes", async () => {
    await using server = await serving({ handle: (call) => void (call.body.startsWith('"slow') || echo(call)) });
    await using calls = calling(server.origin, { maxConnections: 40 });
    for (const bot of ["slow-a", "slow-b", "slow-c", "slow-d"]) {
      for (let n = 0; n < 50; n++) posting(calls, bot, n).catch(() => {});
    }
    await expect.poll(() => server.arrived.length).toBeGreaterThan(36);
    for (const bot of ["e", "f", "g"]) expect(await posting(calls, bot, 1)).toBe(`${bot}1`);
  });

  test("go to the bots in line in turn, whoever has put more into it", async () => {
    await using server = await serving({ handle: echo });
    await using calls = calling(server.origin, { maxConnections: 1 });
    const flood = Array.from({ length: 100 }, (_, n) => posting(calls, "a", n));
    const others = ["b", "c"].flatMap((bot) => [posting(calls, bot, 1), posting(calls, bot, 2)]);
    await Promise.all([...flood, ...others]);
    expect(server.bodies().slice(0, 7)).toEqual(["a0", "b1", "c1", "a1", "b2", "c2", "a2"].map((text) => `"${text}"`));
  });

  test("become more while the other side is slow, up to what is allowed", async () => {
    await using server = await serving({ handle: (call) => void setTimeout(() => echo(call), 150) });
    await using calls = calling(server.origin, { maxConnections: 64, atOnce: 8 });
    await Promise.all(Array.from({ length: 400 }, (_, n) => posting(calls, `${n % 20}-`, n)));
    expect(server.accepted).toBeGreaterThan(16);
    expect(server.accepted).toBeLessThanOrEqual(64);
  });

  test("stay as many as the other side takes: nobody fails for one more that it refuses, nor is it asked without pause", async () => {
    await using server = await serving({
      secure: true,
      mostConnections: 8,
      handle: (call) => void setTimeout(() => echo(call), 150),
    });
    await using calls = calling(server.origin, { maxConnections: 64, atOnce: 8 });
    const answers = await Promise.allSettled(Array.from({ length: 60 }, (_, n) => posting(calls, `${n % 20}-`, n)));
    expect(answers.filter(({ status }) => status === "rejected")).toEqual([]);
    expect(server.refused).toBeGreaterThan(0);
    expect(server.refused).toBeLessThan(30);
  });

  test("may all have idled for too long when the next call comes, however many they are", async () => {
    const waiting: (() => void)[] = [];
    const answers = ({ answer, body }: Parameters<typeof echo>[0]) => answer(body, "Keep-Alive: timeout=2");
    await using server = await serving({ handle: (call) => void waiting.push(() => answers(call)) });
    const count = 2_000;
    await using calls = calling(server.origin, { maxConnections: count, atOnce: count, callTimeoutMs: 30_000 });
    // Nobody is fair to itself: each is another's.
    const all = Array.from({ length: count }, (_, n) => posting(calls, `${n}-`, n));
    await expect.poll(() => waiting.length, { timeout: 20_000 }).toBe(count);
    for (const answer of waiting.splice(0)) answer();
    await Promise.all(all);
    for (const until = performance.now() + 1_100; performance.now() < until; );
    const next = posting(calls, "next", 1);
    await expect.poll(() => waiting.length).toBe(1);
    waiting[0]!();
    expect(await next).toBe("next1");
  });

  test("stay as they are while the other side is quick, or this one is busy", () => {
    const slow = { connections: 100, answered: 6, tookMs: 25, utilization: 0.3, atOnce: 100 };
    expect(moreConnections(slow)).toBe(25);
    expect(moreConnections({ ...slow, answered: 60 })).toBe(0);
    expect(moreConnections({ ...slow, utilization: 0.95 })).toBe(0);
    expect(moreConnections({ ...slow, connections: 90, utilization: 0.95 })).toBe(10);
  });

  test("are as many as this process may have files, up to a thousand", () => {
    const limits = (soft: string) =>
      `Limit  Soft Limit  Hard Limit  Units\nMax open files            ${soft}   x   files\n`;
    expect(
      [limits("1024"), limits("20000"), limits("unlimited"), ""].map((text) => connectionLimit(openFilesLimit(text))),
    ).toEqual([256, 1_000, 1_000, 1_000]);
    expect(connectionLimit()).toBeGreaterThanOrEqual(10);
  });
});

describe("places for uploads", () => {
  test("are shared in the same way; who gives up in line has surely not happened", async () => {
    const places = new Places(4);
    const slow = await Promise.all([1, 2, 3].map(() => places.take("slow")));
    const stop = new AbortController();
    const given = failure(places.take("slow", stop.signal));
    const fourth = places.take("slow");
    using _ = await places.take("quick");
    stop.abort(new Error("given up"));
    expect(outcomeOf(await given)).toBe("not_sent");
    slow[0]![Symbol.dispose]();
    (await fourth)[Symbol.dispose]();
    const last = failure(places.take("quick").then(() => places.take("slow")));
    places.close();
    expect(outcomeOf(await last)).toBe("not_sent");
  });
});
