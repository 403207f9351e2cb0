import type { Update } from "grammy/types";
import { describe, expect, test, vi } from "vitest";
import { createLog } from "#shared/log.ts";
import type { ServedBot } from "../bots/served-bot.ts";
import { longPolling } from "../channels/telegram/polling/long-polling.ts";
import type { PollAnswer } from "../channels/telegram/transport.ts";
import { BotService, type BotServiceDeps, next, type ServiceState } from "./bot-service.ts";

const bot: ServedBot = {
  id: "a-bot",
  tenantId: "a-tenant",
  channel: "telegram",
  telegramId: 1,
  username: "a_bot",
  name: "A bot",
  token: "1:a",
  revision: 1,
  tenure: { shard: 3, epoch: 1 },
};
const message = (update_id: number) =>
  ({ update_id, message: { message_id: 1, date: 0, chat: { id: 7, type: "private", first_name: "Anna" } } }) as Update;
/** What is put off to the next turn of the event loop has happened. */
const settle = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

/** Stops the clock of `setTimeout` until it is disposed of. */
function fakeTimers() {
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  return { pass: (ms: number) => vi.advanceTimersByTime(ms), [Symbol.dispose]: () => vi.useRealTimers() };
}

/** A service between a Telegram and a database that answer when they are told to. */
function service({ mayBegin = true } = {}) {
  const polls: { answer(result: Update[]): void; signal: AbortSignal }[] = [];
  const begun: string[] = [];
  const turns = new Set<() => void>();
  /** What the database is asked before anything is taken up, and by whoever stores. */
  const asked: PromiseWithResolvers<void>[] = [];
  const stores: PromiseWithResolvers<void>[] = [];
  const lanes: string[] = [];
  let full: PromiseWithResolvers<void> | null = null;
  const sources = longPolling({
    transport: {
      getUpdates: (_token, _query, signal) =>
        new Promise<PollAnswer>((resolve, reject) => {
          polls.push({ answer: (result) => resolve({ ok: true, result }), signal: signal as AbortSignal });
          signal.addEventListener("abort", () => reject((signal as AbortSignal).reason));
        }),
    },
    ramp: {
      tryTake: () => mayBegin,
      wait(begin) {
        turns.add(begin);
        return () => void turns.delete(begin);
      },
    },
    timeoutS: 5,
    onPoll: undefined,
  });
  const deps = {
    committer: {
      commit() {
        const answer = Promise.withResolvers<void>();
        asked.push(answer);
        return answer.promise.then(() => []);
      },
    },
    intake: {
      commit(_: unknown, { updates = [] }: { updates?: { update_id: number }[] }) {
        const stored = Promise.withResolvers<void>();
        stores.push(stored);
        return stored.promise.then(() =>
          updates.map(({ update_id }) => ({ seq: update_id, fresh: true, pending: true, again: false })),
        );
      },
    },
    dispatcher: {
      recover: (_: ServedBot, keys: string[]) => void begun.push(`recover ${keys.join()}`),
      notice: (_: ServedBot, lane: string) => void begun.push(`notice ${lane}`),
      accept: (_: ServedBot, lane: string, { seq }: { seq: number }) => void begun.push(`accept ${lane} ${seq}`),
      room: () => (full === null ? null : full.promise),
      forget: () => void begun.push("forget"),
      slow: { forget: () => void begun.push("forget slow") },
    },
    pendingLanes: { first: async () => ({ lanes: [...lanes], more: false }) },
    channels: { find: () => ({ sources }) },
    log: createLog({ level: "silent" }),
    onHealth() {},
    onFenced() {},
  };
  const served = new BotService(
    { bot, active: true, inherited: null, lately: false },
    deps as unknown as BotServiceDeps,
  );
  /** Answers what is asked before anything is taken up. */
  const answer = async () => {
    asked.shift()!.resolve();
    await settle();
  };
  return {
    served,
    polls,
    begun,
    turns,
    lanes,
    stores,
    answer,
    /** From now on there is no room, until the returned function is called. */
    fill() {
      const filled = Promise.withResolvers<void>();
      full = filled;
      return () => {
        full = null;
        filled.resolve();
      };
    },
    async started() {
      const starting = served.start();
      await answer();
      await starting;
      begun.splice(0);
    },
    /** Polls that are held. */
    held: () => polls.filter(({ signal }) => !signal.aborted).length,
  };
}

describe("the moves of a bot's service", () => {
  const states = ["recovering", "serving", "finishing", "paused", "leaving", "stopped"] as const;
  const events = ["recovered", "finish", "pause", "leave", "resume", "stop"] as const;

  test("are those of the table, and no others", () => {
    const table = Object.fromEntries(
      states.map((name) => [name, events.map((event) => next({ name }, event)?.name ?? null)]),
    );
    expect(table).toEqual({
      recovering: ["serving", null, "paused", null, null, "stopped"],
      serving: [null, "finishing", "paused", null, null, "stopped"],
      finishing: [null, null, "paused", null, "recovering", "stopped"],
      paused: [null, null, null, "leaving", "recovering", "stopped"],
      leaving: [null, null, null, null, "recovering", "stopped"],
      stopped: [null, null, null, null, null, null],
    });
  });

  test("give the same state anew, so that what was begun in it before knows", () => {
    const before: ServiceState = { name: "recovering" };
    const paused = next(before, "pause")!;
    const again = next(paused, "resume")!;
    expect(again).toEqual(before);
    expect(again).not.toBe(before);
  });
});

describe("a bot's service", () => {
  test("takes up what is left before what is new, which is not even stored until then", async () => {
    const { served, begun, polls, lanes, stores, answer } = service();
    lanes.push("chat:1");
    const starting = served.start();
    await settle();
    polls[0]!.answer([message(5)]);
    await settle();
    expect({ stores: stores.length, begun }).toEqual({ stores: 0, begun: [] });
    await answer();
    await starting;
    stores[0]!.resolve();
    await settle();
    expect(begun).toEqual(["recover chat:1", "accept chat:7 5"]);
    await served.stop();
  });

  test("asks for no more while there is no room for it, and goes on when there is", async () => {
    const { served, started, polls, stores, begun, fill } = service();
    await started();
    const clear = fill();
    polls[0]!.answer([message(5)]);
    await settle();
    stores[0]!.resolve();
    await settle();
    expect({ polls: polls.length, begun }).toEqual({ polls: 1, begun: ["accept chat:7 5"] });
    clear();
    await settle();
    expect(polls).toHaveLength(2);
    await served.stop();
  });

  test("holds on to nothing that is stored, however long nothing more comes", async () => {
    const { served, started, polls, stores } = service();
    await started();
    const brought = [message(5)];
    polls[0]!.answer(brought);
    await settle();
    expect(brought).toHaveLength(1);
    stores[0]!.resolve();
    await settle();
    expect({ polls: polls.length, brought }).toEqual({ polls: 2, brought: [] });
    await served.stop();
  });

  test("hears of what came past Telegram while it takes up the rest, not while it is paused, nor when it is stopped", async () => {
    const { served, begun, answer } = service();
    const starting = served.start();
    served.notice({ lane: "one", seq: 1 });
    await answer();
    await starting;
    served.notice({ lane: "two", seq: 1 });
    served.pause();
    served.notice({ lane: "three", seq: 1 });
    served.leave();
    served.notice({ lane: "four", seq: 1 });
    await served.stop();
    served.notice({ lane: "five", seq: 1 });
    expect(begun).toEqual(["notice one", "recover ", "notice two", "forget", "forget"]);
  });

  test("before it is paused begins nothing more that waits for others, and all else, also what was being stored", async () => {
    const { served, started, begun, polls, stores } = service();
    await started();
    polls[0]!.answer([message(5)]);
    await settle();
    served.finish();
    stores[0]!.resolve();
    await settle();
    served.notice({ lane: "ai:7", seq: 1 });
    served.notice({ lane: "chat:7", seq: 1 });
    expect(begun).toEqual(["forget slow", "accept chat:7 5", "notice chat:7"]);
    await served.stop();
  });

  test("takes nothing up when it was paused meanwhile, or stopped", async () => {
    for (const end of ["pause", "stop"] as const) {
      const { served, begun, answer } = service();
      const starting = served.start();
      await served[end]();
      await answer();
      await starting;
      expect(begun).toEqual(["forget"]);
      await served.stop();
    }
  });

  test("stores what comes while it is paused, and leaves it in the inbox", async () => {
    const { served, started, begun, polls, stores } = service();
    await started();
    served.pause();
    polls[0]!.answer([message(5)]);
    await settle();
    stores[0]!.resolve();
    await settle();
    expect(begun).toEqual(["forget"]);
    expect(polls).toHaveLength(2);
    await served.stop();
  });

  test("finds in the inbox what was being stored when it was paused, also once it goes on", async () => {
    const { served, started, begun, polls, stores, lanes, answer } = service();
    await started();
    polls[0]!.answer([message(5)]);
    await settle();
    served.pause();
    served.leave();
    const resuming = served.resume();
    await settle();
    lanes.push("chat:7");
    stores[0]!.resolve();
    await settle();
    await answer();
    await resuming;
    expect(begun).toEqual(["forget", "recover chat:7"]);
    await served.stop();
  });

  test("takes nothing up when it is paused again before it could go on, though it polls", async () => {
    const { served, started, begun, answer, held } = service();
    await started();
    served.pause();
    served.leave();
    const resuming = served.resume();
    served.pause();
    await settle();
    await answer();
    await resuming;
    expect(begun).toEqual(["forget", "forget"]);
    expect(held()).toBe(1);
    await served.stop();
  });

  test("leaves the poll that is held, and asks for no other", async () => {
    const { served, started, polls, held } = service();
    await started();
    served.pause();
    served.leave();
    expect(held()).toBe(1);
    const left = served.left();
    polls[0]!.answer([message(5)]);
    await left;
    await settle();
    expect(polls).toHaveLength(1);
    await served.stop();
  });

  test("gives up its turn to begin when it leaves", async () => {
    const { served, started, turns, polls } = service({ mayBegin: false });
    await started();
    expect(turns.size).toBe(1);
    served.pause();
    served.leave();
    expect(turns.size).toBe(0);
    await served.left();
    await served.stop();
    expect(polls).toEqual([]);
  });

  test("polls once when it goes on, and no more when it is stopped while it does", async () => {
    const { served, started, answer, held, polls } = service();
    await started();
    served.pause();
    served.leave();
    const resuming = served.resume();
    await settle();
    await answer();
    await resuming;
    expect(held()).toBe(1);

    served.pause();
    served.leave();
    const again = served.resume();
    await served.stop();
    await again;
    expect({ held: held(), polls: polls.length }).toEqual({ held: 0, polls: 2 });
  });

  test("begins to poll again by itself after a failure, unless it has left, or is stopped", async () => {
    using timers = fakeTimers();
    for (const meanwhile of ["nothing", "left", "stopped"]) {
      const { served, started, polls, stores } = service();
      await started();
      polls[0]!.answer([message(5)]);
      await settle();
      stores[0]!.reject(new Error("not to be stored"));
      await settle();
      if (meanwhile === "left") {
        served.pause();
        served.leave();
      }
      if (meanwhile === "stopped") await served.stop();
      timers.pass(2_000);
      expect(polls).toHaveLength(meanwhile === "nothing" ? 2 : 1);
      await served.stop();
    }
  });

  test("that went on after a failed poll polls once", async () => {
    using timers = fakeTimers();
    const { served, started, answer, polls, stores } = service();
    await started();
    polls[0]!.answer([message(5)]);
    await settle();
    stores[0]!.reject(new Error("not to be stored"));
    await settle();
    served.pause();
    served.leave();
    const resuming = served.resume();
    await settle();
    await answer();
    await resuming;
    timers.pass(2_000);
    // The first has been answered.
    expect(polls).toHaveLength(2);
    await served.stop();
  });
});
