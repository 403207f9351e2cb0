import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LanePage } from "./backlog.ts";
import { Dispatcher } from "./dispatcher.ts";
import type { Job } from "./job.ts";
import type { Limits } from "./limits.ts";

const bot = { id: "a", tenantId: "t" };
const other = { id: "b", tenantId: "u" };
type Bot = typeof bot;
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** An inbox, and a dispatcher that works on it: what is handled is gone from there. */
function working({ limits, mayEnd = true }: { limits?: Partial<Limits>; mayEnd?: boolean } = {}) {
  const inbox: { bot: Bot; lane: string; job: Job }[] = [];
  const handled: { lane: string; seq: number }[] = [];
  const asked = { pages: 0, loads: 0, mostJobs: 0 };
  const ending: (() => void)[] = [];
  const of = (its: Bot) => inbox.filter(({ bot }) => bot === its);
  const dispatcher = new Dispatcher<Bot>({
    async handle(its, { seq }, lane) {
      handled.push({ lane, seq });
      asked.mostJobs = Math.max(asked.mostJobs, dispatcher.held);
      if (!mayEnd) await new Promise<void>((resolve) => ending.push(resolve));
      inbox.splice(
        inbox.findIndex(({ bot, job }) => bot === its && job.seq === seq),
        1,
      );
      return { type: "done" };
    },
    async load(its, lane, afterSeq, limit) {
      asked.loads++;
      const all = of(its).filter((each) => each.lane === lane && each.job.seq > afterSeq);
      const jobs = all.slice(0, limit).map(({ job }) => job);
      await turn();
      return { jobs, more: all.length > limit };
    },
    async lanes(its, place, limit) {
      asked.pages++;
      const after = place?.after ?? "";
      const lanes = [...new Set(of(its).map(({ lane }) => lane))].filter((lane) => lane > after).sort();
      const page = lanes.slice(0, limit);
      await turn();
      return { lanes: page, next: page.length === limit ? { section: 0, after: page.at(-1)! } : null };
    },
    loadRetryMs: 1,
    // A bot of one tenant has four of five places at most.
    limits: { running: 5, lanes: 8, lanesPerBot: 8, lanesForAnyBot: 2, lanesPerPage: 3, laneBurst: 1e9, ...limits },
  });
  let seq = 0;
  return {
    dispatcher,
    handled,
    asked,
    inbox,
    store(lane: string, its = bot, update: object = {}): Job {
      const job = { seq: ++seq, update, notBefore: 0 } as Job;
      inbox.push({ bot: its, lane, job });
      return job;
    },
    end: () => ending.shift()?.(),
    async emptied() {
      await expect.poll(() => inbox.length, { timeout: 20_000 }).toBe(0);
      await turn();
    },
  };
}

/** Every job once, and those of a lane in their order. */
function expectFlawless(handled: { lane: string; seq: number }[], count: number) {
  expect(handled).toHaveLength(count);
  expect(new Set(handled.map(({ seq }) => seq)).size).toBe(count);
  for (const lane of Map.groupBy(handled, ({ lane }) => lane).values())
    expect(lane.map(({ seq }) => seq)).toEqual(lane.map(({ seq }) => seq).sort((a, b) => a - b));
}

describe("a backlog of more lanes than memory is for", () => {
  test("is taken up page by page, and never more of it than is to be done next", async () => {
    const { dispatcher, handled, asked, store, end, emptied } = working({ mayEnd: false });
    for (let n = 0; n < 200; n++) store(`lane ${n}`);
    dispatcher.recover(bot, [], { more: true });
    await expect.poll(() => handled.length).toBe(4);
    for (let n = 0; n < 20; n++) await turn();
    // Eight lanes at most, and of those only what is at work has been read.
    expect(asked).toMatchObject({ pages: 2, loads: 4 });
    const ending = setInterval(end, 0);
    await emptied();
    clearInterval(ending);
    expectFlawless(handled, 200);
    expect(asked.mostJobs).toBeLessThanOrEqual(8);
    expect([dispatcher.held, dispatcher.running]).toEqual([0, 0]);
  });

  test("leaves as much room as there was, when its bot is forgotten and when it is done", async () => {
    const { dispatcher, handled, store, end, emptied } = working({ mayEnd: false });
    for (let n = 0; n < 40; n++) store(`lane ${n}`);
    dispatcher.recover(bot, [], { more: true });
    await expect.poll(() => handled.length).toBe(4);
    dispatcher.forget(bot);
    dispatcher.recover(bot, [], { more: true });
    const ending = setInterval(end, 0);
    await emptied();
    clearInterval(ending);
    for (let n = 0; n < 40; n++) store(`lane ${n}`, other);
    dispatcher.recover(other, [], { more: true });
    // With less, it would have two lanes.
    await expect.poll(() => handled.length).toBe(40 + 4);
  });

  test("leaves what comes meanwhile in its order, and takes up what there was no room for", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat({ max: 30 }), fc.nat({ max: 3 })), { maxLength: 150 }),
        async (coming) => {
          const { dispatcher, handled, store, emptied } = working();
          for (let n = 0; n < 30; n++) store(`lane ${n % 20}`);
          dispatcher.recover(bot, [], { more: true });
          for (const [lane, pauses] of coming) {
            const job = store(`lane ${lane}`);
            // What is stored may be found before it is brought, and be done by then.
            for (let n = 0; n < pauses; n++) await turn();
            dispatcher.accept(bot, `lane ${lane}`, job);
          }
          await emptied();
          expectFlawless(handled, 30 + coming.length);
          expect(dispatcher.held).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("holds up no other bot, whose lanes have room of their own", async () => {
    const { dispatcher, handled, store, end } = working({ mayEnd: false });
    for (let n = 0; n < 100; n++) store(`lane ${n}`);
    dispatcher.recover(bot, [], { more: true });
    await expect.poll(() => handled.length).toBe(4);
    for (let n = 0; n < 3; n++) dispatcher.accept(other, `other ${n}`, store(`other ${n}`, other));
    const ending = setInterval(end, 0);
    const others = () => handled.flatMap(({ lane }, n) => (lane.startsWith("other") ? n : []));
    await expect.poll(() => others().length).toBe(3);
    clearInterval(ending);
    expect(others().at(-1)).toBeLessThan(20);
    dispatcher.forget(bot);
  });

  test("is not over when one more lane is left between the last page and its lanes", async () => {
    const waiting = new Set(["x", "y", "z"]);
    let pages = 0;
    const dispatcher = new Dispatcher<Bot>({
      handle: async (_, __, lane) => {
        waiting.delete(lane);
        return { type: "done" };
      },
      load: async (_, lane) => ({ jobs: waiting.has(lane) ? [{ seq: 1, notBefore: 0 } as Job] : [], more: false }),
      lanes: (): Promise<LanePage> => {
        const page = Promise.resolve({ lanes: pages++ === 0 ? ["x"] : [...waiting], next: null });
        if (pages === 1) {
          const read = page.then(() => {});
          // There is room for the first of them alone.
          read.then(() => ["y", "z"].map((lane) => dispatcher.notice(bot, lane, 1)));
        }
        return page;
      },
      limits: { lanesPerBot: 1, lanesForAnyBot: 1 },
    });
    dispatcher.recover(bot, [], { more: true });
    await expect.poll(() => [...waiting]).toEqual([]);
  });

  test("is read again when the inbox could not be", async () => {
    const handled: number[] = [];
    let tries = 0;
    const dispatcher = new Dispatcher<Bot>({
      handle: async (_, { seq }) => {
        handled.push(seq);
        return { type: "done" };
      },
      load: async () => ({ jobs: handled.length === 0 ? [{ seq: 1, notBefore: 0 } as Job] : [], more: false }),
      lanes: async () => {
        if (++tries < 3) throw new Error("away");
        return { lanes: ["x"], next: null };
      },
      loadRetryMs: 1,
    });
    dispatcher.recover(bot, [], { more: true });
    await expect.poll(() => handled).toEqual([1]);
  });
});

describe("a lane that has left much in the inbox", () => {
  test("has room kept for what is read of it, also while others are read", async () => {
    const asked: number[] = [];
    let answer = () => {};
    const answering = new Promise<void>((resolve) => (answer = resolve));
    const dispatcher = new Dispatcher<Bot>({
      handle: async () => ({ type: "done" }),
      async load(_, __, ___, limit) {
        asked.push(limit);
        await answering;
        return { jobs: [], more: false };
      },
      lanes: async () => ({ lanes: [], next: null }),
      limits: { heldPerLane: 50, bytesPerLane: 100, heldBytes: 300 },
    });
    dispatcher.recover(
      bot,
      Array.from({ length: 5 }, (_, n) => `lane ${n}`),
    );
    await expect.poll(() => asked).toEqual([50, 50, 50, 1, 1]);
    answer();
    await expect.poll(() => dispatcher.running).toBe(0);
    dispatcher.recover(bot, ["lane 5"]);
    await expect.poll(() => asked.at(-1)).toBe(50);
  });
});

describe("a bot of which much waits", () => {
  test("has no room for more until some of it is done, or it is forgotten", async () => {
    const { dispatcher, store, end, handled } = working({ mayEnd: false, limits: { heldPerBot: 5 } });
    for (let n = 0; n < 4; n++) dispatcher.accept(bot, `lane ${n}`, store(`lane ${n}`));
    expect(dispatcher.room(bot, 0)).toBeNull();
    let told = 0;
    dispatcher.room(bot, 1)!.then(() => told++);
    dispatcher.accept(bot, "lane 4", store("lane 4"));
    await turn();
    expect([told, handled.length]).toEqual([0, 4]);
    end();
    await expect.poll(() => told).toBe(1);
    dispatcher.accept(bot, "lane 5", store("lane 5"));
    dispatcher.room(bot, 1)!.then(() => told++);
    dispatcher.forget(bot);
    await turn();
    expect(told).toBe(2);
    expect(dispatcher.room(bot, 0)).toBeNull();
  });

  test("has none for what comes all at once, though nothing of it has been accepted yet", async () => {
    const { dispatcher, store, end } = working({ limits: { heldPerBot: 5 }, mayEnd: false });
    expect(dispatcher.room(bot, 4)).toBeNull();
    let told = 0;
    dispatcher.room(bot, 5)!.then(() => told++);
    for (let n = 0; n < 5; n++) dispatcher.accept(bot, `lane ${n}`, store(`lane ${n}`));
    await turn();
    expect(told).toBe(0);
    end();
    await expect.poll(() => told).toBe(1);
  });

  test("has none while memory is full, where others of which little waits have some", async () => {
    const { dispatcher, store, end } = working({ mayEnd: false, limits: { held: 4, crowdedPerBot: 2 } });
    for (let n = 0; n < 3; n++) dispatcher.accept(bot, `lane ${n}`, store(`lane ${n}`));
    expect(dispatcher.room(bot, 0)).toBeNull();
    dispatcher.accept(bot, "lane 3", store("lane 3"));
    const room = dispatcher.room(bot, 0);
    expect(room).not.toBeNull();
    dispatcher.accept(other, "lane 0", store("lane 0", other));
    expect(dispatcher.room(other, 0)).toBeNull();
    for (let n = 0; n < 4; n++) end();
    await room;
  });

  test("has some again once others have left, however little of it is done", async () => {
    const { dispatcher, store } = working({ mayEnd: false, limits: { held: 6, crowdedPerBot: 2 } });
    for (let n = 0; n < 4; n++) dispatcher.accept(other, `lane ${n}`, store(`lane ${n}`, other));
    for (let n = 0; n < 2; n++) dispatcher.accept(bot, `lane ${n}`, store(`lane ${n}`));
    const room = dispatcher.room(bot, 0);
    expect(room).not.toBeNull();
    dispatcher.forget(other);
    await room;
    expect(dispatcher.room(bot, 0)).toBeNull();
  });

  test("is told of room in turn with others, so that they do not fill it together", async () => {
    const { dispatcher, store, end } = working({ mayEnd: false, limits: { held: 14, crowdedPerBot: 2 } });
    const waiting = ["c", "d", "e"].map((id) => ({ id, tenantId: id }));
    for (let n = 0; n < 8; n++) dispatcher.accept(other, `lane ${n}`, store(`lane ${n}`, other));
    for (const each of waiting) for (const lane of ["x", "y"]) dispatcher.accept(each, lane, store(lane, each));
    let told = 0;
    for (const each of waiting) dispatcher.room(each, 0)!.then(() => told++);
    dispatcher.forget(other);
    await turn();
    expect(told).toBe(1);
    const ending = setInterval(end, 0);
    await expect.poll(() => told).toBe(3);
    clearInterval(ending);
  });

  test("has none either while lanes of it are left in the inbox, nor while its lanes have left too much there", async () => {
    const { dispatcher, store, emptied } = working({ limits: { heldPerLane: 2, behindPerBot: 3 } });
    store("x");
    dispatcher.recover(bot, [], { more: true });
    let room = dispatcher.room(bot, 0);
    expect(room).not.toBeNull();
    await room;
    await emptied();
    for (let n = 0; n < 5; n++) dispatcher.accept(bot, "x", store("x"));
    room = dispatcher.room(bot, 0);
    expect(room).not.toBeNull();
    await room;
    await emptied();
    expect(dispatcher.room(bot, 0)).toBeNull();
  });
});

describe("jobs in memory", () => {
  test("take up so many bytes, in all and of one lane, and beyond that stay in the inbox", async () => {
    const { dispatcher, store, handled, emptied } = working({
      limits: { running: 1, bytesPerLane: 5_000, heldBytes: 12_000, lanes: 100, lanesPerBot: 100 },
    });
    const large = { text: "x".repeat(1_000) };
    const begin = (lane: string) => dispatcher.accept(bot, lane, store(lane, bot, large));
    for (let n = 0; n < 10; n++) begin("x");
    // The first is begun at once, and not looked at.
    expect(dispatcher.held).toBe(4);
    for (let n = 0; n < 20; n++) begin(`lane ${n}`);
    expect(dispatcher.held).toBeLessThanOrEqual(8);
    await emptied();
    expectFlawless(handled, 30);
  });
});
