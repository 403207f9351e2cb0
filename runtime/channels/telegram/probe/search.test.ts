import type { ApiResponse } from "grammy/types";
import { describe, expect, test } from "vitest";
import { createLog } from "#shared/log.ts";
import type { ServedBot } from "../../../bots/served-bot.ts";
import type { CutOffSend, Fate } from "../../../turn/fate.ts";
import type { HealthReport } from "../../health.ts";
import { cluesFrom, type Trace } from "./clues.ts";
import { Search } from "./search.ts";

const chatId = 7;
const at = Date.now();
const trace = (given: Partial<Trace>): Trace => ({
  id: null,
  chatId,
  seq: 1,
  step: 0,
  type: "text",
  status: "received",
  at,
  ...given,
});
const question = trace({ id: 10 });
const lost = trace({ step: 1, status: "sending" });

const refusal = (error_code: number, description: string, retry_after?: number): ApiResponse<never> => ({
  ok: false,
  error_code,
  description,
  ...(retry_after !== undefined && { parameters: { retry_after } }),
});
const notFound = refusal(400, "Bad Request: message with poll to stop not found");
const isThere = refusal(400, "Bad Request: message is not a poll");

/** A Telegram that has these messages, and what is known of them here; both may change while it is looked for one. */
class World {
  readonly asked: number[] = [];
  epoch = 1;
  there: ReadonlySet<number>;
  traces: Trace[];
  health: HealthReport | null = { state: "running", lastPollAt: Date.now(), lastError: null };
  readonly search: Search;

  constructor({ there, traces = [question, lost], answer = (id) => (this.there.has(id) ? isThere : notFound) }: Given) {
    this.there = new Set(there);
    this.traces = traces;
    this.search = new Search({
      pool: { query: async () => ({ rows: this.traces }) } as never,
      callsOf:
        () =>
        async (method, { message_id }) => {
          expect(method).toBe("stopPoll");
          this.asked.push(Number(message_id));
          return answer(Number(message_id), this.asked.length);
        },
      healthOf: () => this.health,
      arrivalMs: 30,
      gapMs: 1,
      log: createLog({ level: "silent" }),
    });
  }

  look(change: Partial<CutOffSend> = {}): Promise<Fate> {
    const bot = { id: "a-bot", tenure: { shard: 0, epoch: this.epoch } } as ServedBot;
    const send = { bot, seq: 1, step: 1, conversationId: "c", chatId, signal: new AbortController().signal };
    return this.search.look({ ...send, ...change });
  }

  /** Looks until it is no more open. */
  async ends(change: Partial<CutOffSend> = {}): Promise<Fate> {
    for (;;) {
      const fate = await this.look(change);
      if (fate.type !== "open") return fate;
      await new Promise((resolve) => setTimeout(resolve, Math.min(fate.waitMs, 40)));
    }
  }
}

interface Given {
  there: Iterable<number>;
  traces?: Trace[];
  answer?: (id: number, nth: number) => ApiResponse<never> | { ok: true; result: unknown };
}

describe.concurrent("a search for a message", () => {
  test("finds it, and says so at once where all that was written before it is known", async () => {
    const later = trace({ id: 12, seq: 2, step: null, type: null });
    const world = new World({ there: [10, 11, 12], traces: [question, lost, later] });
    expect(await world.look()).toEqual({ type: "arrived", messageId: 11 });
    expect(world.asked).toEqual([11]);
  });

  test("takes nothing for ours that the person may have written a moment ago", async () => {
    const world = new World({ there: [10, 11] });
    expect(await world.look()).toMatchObject({ type: "open" });
    world.traces = [question, lost, trace({ id: 11, seq: 2, step: null, type: null })];
    expect(await world.ends()).toEqual({ type: "absent" });
  });

  test("waits until updates come again, and then takes for ours what nobody has written", async () => {
    const world = new World({ there: [10, 11] });
    world.health = { state: "starting", lastPollAt: null, lastError: null };
    await world.look();
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(await world.look()).toMatchObject({ type: "open" });
    world.health = { state: "running", lastPollAt: Date.now(), lastError: null };
    expect(await world.ends()).toEqual({ type: "arrived", messageId: 11 });
  });

  test("finds one that arrives after the first look", async () => {
    const world = new World({ there: [10] });
    expect(await world.look()).toMatchObject({ type: "open" });
    world.there = new Set([10, 11]);
    expect(await world.ends()).toEqual({ type: "arrived", messageId: 11 });
  });

  test("says that it is not there only after it could have arrived, and all was asked", async () => {
    const world = new World({ there: [10] });
    expect(await world.look()).toMatchObject({ type: "open" });
    expect(await world.ends()).toEqual({ type: "absent" });
    expect(new Set(world.asked.filter((id) => id > 10 && id < 100))).toEqual(
      new Set(Array.from({ length: 64 }, (_, n) => 11 + n)),
    );
  });

  test("waits from when Telegram itself was heard, and not from what a server in front of it has said", async () => {
    const world = new World({
      there: [10],
      answer: (id, nth) => (nth === 1 ? refusal(502, "Bad Gateway") : world.there.has(id) ? isThere : notFound),
    });
    await world.look();
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(await world.look()).toMatchObject({ type: "open" });
    world.there = new Set([10, 11]);
    expect(await world.ends()).toEqual({ type: "arrived", messageId: 11 });
  });

  test("waits anew where somebody else had the bot meanwhile, and may have sent it again", async () => {
    const world = new World({ there: [10] });
    await world.look();
    await new Promise((resolve) => setTimeout(resolve, 40));
    world.epoch = 3;
    expect(await world.look()).toMatchObject({ type: "open" });
    world.there = new Set([10, 11]);
    expect(await world.ends()).toEqual({ type: "arrived", messageId: 11 });
  });

  test("tells two apart as soon as one of them was only on its way", async () => {
    const other = trace({ seq: 2, step: 1, status: "sending" });
    const later = trace({ id: 13, seq: 3, step: null });
    const world = new World({ there: [10, 11, 12, 13], traces: [question, lost, other, later] });
    expect(await world.look()).toMatchObject({ type: "open" });
    world.traces = [question, lost, { ...other, id: 12, status: "sent" }, later];
    expect(await world.ends()).toEqual({ type: "arrived", messageId: 11 });

    const twins = new World({ there: [10, 11, 13], traces: [question, lost, other, later] });
    expect(await twins.ends()).toEqual({ type: "unknown" });
  });

  test("does not say so where it was seen, and is gone", async () => {
    const world = new World({ there: [10, 11] });
    await world.look();
    world.there = new Set([10]);
    expect(await world.ends()).toEqual({ type: "unknown" });
  });

  test("asks of nobody's message", async () => {
    const others = Array.from({ length: 30 }, (_, n) => trace({ id: 11 + 2 * n, chatId: 8, seq: 2 }));
    const world = new World({ there: [10, 40], traces: [question, lost, ...others] });
    expect(await world.ends()).toEqual({ type: "arrived", messageId: 40 });
    expect(world.asked.some((id) => others.some((other) => other.id === id))).toBe(false);
  });

  test("gives up at once where there are too many for good, and not while their ids may become known", async () => {
    const later = trace({ id: 90, chatId: 8, seq: 2 });
    const far = new World({ there: [10], traces: [question, lost, later] });
    expect(await far.look()).toEqual({ type: "unknown" });
    expect(far.asked).toEqual([]);

    const others = Array.from({ length: 20 }, (_, n) =>
      trace({ id: null, chatId: 100 + n, seq: 3 + n, step: 1, status: "sending" }),
    );
    const amid = new World({ there: [10, 11, 90], traces: [question, lost, later, ...others] });
    expect(await amid.look()).toMatchObject({ type: "open" });
    amid.traces = [question, lost, later, ...others.map((other, n) => ({ ...other, id: 20 + n, status: "sent" }))];
    expect(await amid.ends()).toEqual({ type: "arrived", messageId: 11 });
  });

  test("waits for a later id where others send by the same counter, before it says that it is not there", async () => {
    const sparse = Array.from({ length: 5 }, (_, n) => trace({ id: 10 * n + 10, seq: 1 }));
    const world = new World({ there: [50], traces: [...sparse, lost] });
    await world.look();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await world.look()).toMatchObject({ type: "open" });
    expect(await world.look()).toMatchObject({ type: "open" });
    world.traces = [...world.traces, trace({ id: 60, chatId: 8, seq: 2 })];
    expect(await world.ends()).toEqual({ type: "absent" });
  });

  test("waits out a limit, and a Telegram that does not answer", async () => {
    const troubles = [refusal(429, "Too Many Requests", 1), refusal(502, "Bad Gateway")];
    const world = new World({
      there: [],
      answer: (id, nth) => {
        if (nth === 3) throw new Error("The connection was reset");
        return troubles[nth - 1] ?? (id === 11 ? isThere : notFound);
      },
    });
    expect(await world.look()).toEqual({ type: "open", waitMs: 1_000 });
    expect(await world.ends()).toEqual({ type: "arrived", messageId: 11 });
  });

  test.each([
    ["does not know the method", refusal(404, "Not Found: method not found")],
    ["uses other words", refusal(400, "Bad Request: POLL_UNKNOWN")],
    ["takes everything", { ok: true as const, result: true }],
  ])("stops asking a server that %s", async (_, answer) => {
    const world = new World({ there: [10], answer: () => answer });
    expect(await world.look()).toEqual({ type: "unknown" });
    const { length } = world.asked;
    expect(length).toBe(2);
    expect(await world.look({ seq: 1, step: 1 })).toEqual({ type: "unknown" });
    expect(world.asked).toHaveLength(length);
  });

  test("believes no server that has nothing of what is there", async () => {
    const world = new World({ there: [10], answer: () => notFound });
    expect(await world.ends()).toEqual({ type: "unknown" });
  });

  test("leaves it at that where the bot may not look any more, and asks elsewhere", async () => {
    const world = new World({ there: [10, 11] });
    const closed = new World({ there: [10], answer: () => refusal(403, "Forbidden: bot was kicked from the group") });
    expect(await closed.look()).toEqual({ type: "unknown" });
    expect(await closed.look()).toEqual({ type: "unknown" });
    expect(closed.asked).toHaveLength(2);
    expect(await world.ends()).toEqual({ type: "arrived", messageId: 11 });
  });

  test("gives up a message that is cut off each time that it is sent", async () => {
    const world = new World({ there: [10] });
    for (let n = 0; n < 3; n++) expect(await world.ends()).toEqual({ type: "absent" });
    expect(await world.ends()).toEqual({ type: "unknown" });
  });
});

describe("the clues to a message", () => {
  const cluesOf = (...traces: Trace[]) => cluesFrom(traces, { seq: 1, step: 1, chatId });

  test("are none where it might be a poll that is asked for", () => {
    expect(cluesOf(question, lost)).not.toBeNull();
    expect(cluesOf(question, { ...lost, type: "poll" })).toBeNull();
    // What was copied or forwarded may have been one.
    expect(cluesOf(question, { ...lost, type: "message" })).toBeNull();
    const other = trace({ seq: 2, step: 1, status: "unknown" });
    expect(cluesOf(question, lost, { ...other, type: "poll" })).toBeNull();
    expect(cluesOf(question, lost, other)).toMatchObject({ hasTwins: true });
  });

  test("are none without a message that came before, or a trace of it", () => {
    expect(cluesOf(lost)).toBeNull();
    expect(cluesOf(question)).toBeNull();
    expect(cluesOf({ ...question, seq: 2 }, lost)).toBeNull();
  });

  test("come from all chats of a counter, and from none of another", () => {
    const [group, supergroup] = [-42, -1_000_000_000_042];
    const elsewhere = [trace({ id: 12, chatId: group, seq: 2 }), trace({ id: 900, chatId: supergroup })];
    expect(cluesOf(question, lost, ...elsewhere)).toMatchObject({
      after: 10,
      known: new Set([10, 12]),
      heardUpTo: 12,
      witnesses: [10],
    });
    const inGroup = elsewhere.map((other) => ({ ...other, chatId: supergroup, seq: 1 }));
    const groups = [question, ...inGroup, { ...lost, chatId: supergroup }];
    expect(cluesFrom(groups, { seq: 1, step: 1, chatId: supergroup })).toMatchObject({ known: new Set([12, 900]) });
  });

  test("count what came in before it alone as there before it", () => {
    const answered = trace({ id: 20, chatId: 8, seq: 1, step: 1, status: "sent" });
    expect(cluesOf(question, lost, answered, trace({ id: 30, seq: 2 }))).toMatchObject({ after: 10, heardUpTo: 30 });
  });
});
