import { describe, expect, test } from "vitest";
import { Dispatcher, type DispatcherDeps, type LoadedJobs } from "./dispatcher.ts";
import type { Job, Outcome } from "./job.ts";

interface TestBot {
  id: string;
  tenantId: string;
}
const bot = (id = "a", tenantId = id): TestBot => ({ id, tenantId });
const job = (seq: number, changes: Partial<Job> = {}): Job => ({
  seq,
  updateId: seq,
  channel: "telegram",
  update: {},
  receivedAt: 0,
  waitingSince: 0,
  attempts: 0,
  notBefore: 0,
  memo: {},
  again: false,
  ...changes,
});
const done: Outcome = { type: "done" };

/** A dispatcher whose handlers end when they are told to. */
function dispatching({
  limits,
  load,
  lanes,
  passes,
}: Partial<Pick<DispatcherDeps<TestBot>, "limits" | "load" | "lanes" | "passes">> = {}) {
  const begun: number[] = [];
  const running = new Map<number, (outcome: Outcome) => void>();
  const dispatcher = new Dispatcher<TestBot>({
    handle: (_, { seq }) => {
      begun.push(seq);
      return new Promise((resolve) => running.set(seq, resolve));
    },
    load: load ?? (async () => ({ jobs: [], more: false })),
    lanes: lanes ?? (async () => ({ lanes: [], next: null })),
    loadRetryMs: 5,
    ...(passes && { passes }),
    ...(limits && { limits }),
  });
  return {
    dispatcher,
    begun,
    async end(seq: number, outcome = done) {
      running.get(seq)!(outcome);
      running.delete(seq);
      await settle();
    },
  };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("a dispatcher", () => {
  test("begins nothing of what was still being read back when its bot was forgotten, or it drains", async () => {
    const reading: PromiseWithResolvers<LoadedJobs>[] = [];
    const load = () => {
      const read = Promise.withResolvers<LoadedJobs>();
      reading.push(read);
      return read.promise;
    };
    const { dispatcher, begun, end } = dispatching({ load });
    const [forgotten, kept] = [bot("a"), bot("b")];
    dispatcher.recover(forgotten, ["x", "y"]);
    dispatcher.recover(kept, ["x"]);
    dispatcher.forget(forgotten);
    const idle = dispatcher.idle([forgotten]);
    for (const [n, read] of reading.entries()) read.resolve({ jobs: [job(n + 1)], more: false });
    // It waits for nothing but what was being read.
    await idle;
    expect(begun).toEqual([3]);
    expect(dispatcher.held).toBe(1);
    await end(3);
    // Served anew, it reads all of it again.
    const anew = bot("a");
    dispatcher.recover(anew, ["x"]);
    void dispatcher.drain();
    reading.at(-1)!.resolve({ jobs: [job(1)], more: false });
    await settle();
    expect(begun).toEqual([3]);
  });

  test("handles a lane one at a time in order, and lanes beside one another", async () => {
    const { dispatcher, begun, end } = dispatching();
    const one = bot();
    for (const seq of [1, 2]) dispatcher.accept(one, "x", job(seq));
    dispatcher.accept(one, "y", job(3));
    await settle();
    expect(begun).toEqual([1, 3]);
    await end(1);
    expect(begun).toEqual([1, 3, 2]);
    expect(dispatcher.held).toBe(2);
    await end(2);
    await end(3);
    expect([dispatcher.held, dispatcher.running]).toEqual([0, 0]);
  });

  test("gives each bot its turn, however many lanes another has", async () => {
    const { dispatcher, begun, end } = dispatching({ limits: { running: 2 } });
    const [greedy, modest] = [bot("greedy"), bot("modest")];
    for (let seq = 1; seq <= 6; seq++) dispatcher.accept(greedy, `lane ${seq}`, job(seq));
    dispatcher.accept(modest, "x", job(100));
    await settle();
    expect(begun).toEqual([1, 2]);
    await end(1);
    await end(2);
    expect(begun).toHaveLength(4);
    expect(begun).toContain(100);
  });

  test("leaves places free that one bot may not take", async () => {
    const { dispatcher, begun, end } = dispatching({ limits: { running: 3, runningPerBot: 2 } });
    for (let seq = 1; seq <= 4; seq++) dispatcher.accept(bot("greedy"), `lane ${seq}`, job(seq));
    const greedy = bot("greedy");
    for (let seq = 11; seq <= 14; seq++) dispatcher.accept(greedy, `lane ${seq}`, job(seq));
    await settle();
    const before = begun.length;
    dispatcher.accept(bot("modest"), "x", job(100));
    await settle();
    expect(begun.slice(before)).toEqual(before < 3 ? [100] : []);
    for (const seq of [...begun]) await end(seq);
    expect(begun).toContain(100);
  });

  test("begins what a tenant is asked at once, however many minutes two bots of another wait for all they have begun", async () => {
    const { dispatcher, begun } = dispatching();
    const greedy = [bot("one", "greedy"), bot("two", "greedy")];
    for (let seq = 1; seq <= 2_000; seq++) dispatcher.accept(greedy[seq % 2]!, `lane ${seq}`, job(seq));
    await settle();
    expect(begun.length).toBeGreaterThan(400);
    dispatcher.accept(bot("modest"), "x", job(9_999));
    await settle();
    expect(begun.at(-1)).toBe(9_999);
  });

  test("handles again what is to be retried, at its time, and the lane waits for it", async () => {
    const { dispatcher, begun, end } = dispatching();
    const one = bot();
    for (const seq of [1, 2]) dispatcher.accept(one, "x", job(seq));
    await settle();
    await end(1, { type: "retry", job: job(1, { notBefore: performance.now() + 300, attempts: 1 }) });
    dispatcher.accept(one, "y", job(3));
    await settle();
    expect(begun).toEqual([1, 3]);
    await expect.poll(() => begun).toEqual([1, 3, 1]);
    await end(1);
    expect(begun).toEqual([1, 3, 1, 2]);
  });

  test("slows down a lane that floods, also one that runs empty in between, and no other", async () => {
    const { dispatcher, begun, end } = dispatching({ limits: { laneBurst: 2, lanePerSecond: 20 } });
    const one = bot();
    for (const seq of [1, 2, 3]) {
      dispatcher.accept(one, "x", job(seq));
      await settle();
      if (begun.includes(seq)) await end(seq);
    }
    expect(begun).toEqual([1, 2]);
    dispatcher.accept(one, "y", job(9));
    await settle();
    expect(begun).toEqual([1, 2, 9]);
    await expect.poll(() => begun).toEqual([1, 2, 9, 3]);
  });

  test("takes up what is in the inbox before what comes now", async () => {
    const stored = [1, 2, 3, 4, 5].map((seq) => job(seq, { again: true }));
    const { dispatcher, begun, end } = dispatching({
      limits: { heldPerLane: 2 },
      load: async (_, __, afterSeq, limit) => {
        const jobs = stored.filter(({ seq }) => seq > afterSeq).slice(0, limit);
        return { jobs, more: jobs.length === limit };
      },
    });
    const one = bot();
    dispatcher.recover(one, ["x"]);
    dispatcher.accept(one, "x", job(5));
    for (const seq of [1, 2, 3, 4, 5]) {
      await expect.poll(() => begun.at(-1)).toBe(seq);
      await end(seq);
    }
    expect(begun).toEqual([1, 2, 3, 4, 5]);
    expect(dispatcher.held).toBe(0);
  });

  test("tries again when the inbox cannot be read", async () => {
    let tries = 0;
    const { dispatcher, begun } = dispatching({
      load: async () => {
        if (++tries < 3) throw new Error("away");
        return { jobs: [job(1)], more: false };
      },
    });
    dispatcher.recover(bot(), ["x"]);
    await expect.poll(() => begun).toEqual([1]);
  });

  test("forgets what waits of a bot, and lets what runs end before its lane goes on for the next service", async () => {
    const { dispatcher, begun, end } = dispatching({
      load: async (_, __, afterSeq) => ({ jobs: afterSeq < 2 ? [job(2)] : [], more: false }),
    });
    const before = bot();
    for (const seq of [1, 2]) dispatcher.accept(before, "x", job(seq));
    await settle();
    dispatcher.forget(before);
    expect(dispatcher.held).toBe(0);

    const after = bot();
    dispatcher.recover(after, ["x"]);
    dispatcher.accept(after, "y", job(3));
    await settle();
    expect(begun).toEqual([1, 3]);
    // The end of the one before is none of the next one's business.
    dispatcher.forget(before);
    await end(1);
    await expect.poll(() => begun).toEqual([1, 3, 2]);
  });

  test("drops a bot that this runtime has no say over", async () => {
    const { dispatcher, begun, end } = dispatching();
    const one = bot();
    for (const seq of [1, 2]) dispatcher.accept(one, "x", job(seq));
    await settle();
    await end(1, { type: "dropped" });
    expect(begun).toEqual([1]);
    expect(dispatcher.held).toBe(0);
  });

  test("is slowed down by what was answered alone: what the bot lets pass costs nothing, and waits for nothing", async () => {
    const { dispatcher, begun, end } = dispatching({
      limits: { laneBurst: 2, lanePerSecond: 0.001 },
      passes: (_, { seq }) => seq >= 100 && seq < 200,
    });
    const one = bot();
    for (const seq of [1, 2, 3, 4, 5]) {
      dispatcher.accept(one, "x", job(seq));
      await end(seq, { type: "done", passed: true });
    }
    for (const seq of [11, 12]) {
      dispatcher.accept(one, "x", job(seq));
      await end(seq);
    }
    for (const seq of [100, 101]) {
      dispatcher.accept(one, "x", job(seq));
      await end(seq, { type: "done", passed: true });
    }
    dispatcher.accept(one, "x", job(200));
    await settle();
    expect(begun).toEqual([1, 2, 3, 4, 5, 11, 12, 100, 101]);
  });

  test("drains: starts nothing more, and waits for what runs", async () => {
    const { dispatcher, begun, end } = dispatching();
    const one = bot();
    for (const seq of [1, 2]) dispatcher.accept(one, "x", job(seq));
    await settle();
    dispatcher.forget(one);
    let drained = false;
    const draining = dispatcher.drain().then(() => {
      drained = true;
    });
    dispatcher.accept(one, "y", job(3));
    await settle();
    expect(drained).toBe(false);
    await end(1);
    await draining;
    expect(begun).toEqual([1]);
  });
});
