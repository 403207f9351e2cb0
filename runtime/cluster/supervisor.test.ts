import { describe, expect, test } from "vitest";
import { createLog } from "#shared/log.ts";
import type { Listing } from "../bots/bot-directory.ts";
import { next, Supervisor, type SupervisorDeps } from "./supervisor.ts";

const listing = (changes: Partial<Listing> = {}): Listing =>
  ({
    id: "a-bot",
    tenantId: "t",
    telegramId: 1,
    username: "a",
    name: "A",
    revision: 1,
    isActive: true,
    ...changes,
  }) as Listing;
const settle = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

/** A supervisor whose bots have nothing waiting, and whose tokens are opened when they are told to be. */
function supervising({ slow = Promise.resolve(), turn = Promise.resolve() } = {}) {
  const told: string[] = [];
  const tokens: PromiseWithResolvers<string>[] = [];
  const deps = {
    tokens() {
      const token = Promise.withResolvers<string>();
      tokens.push(token);
      return token.promise;
    },
    committer: { commit: async () => [] },
    dispatcher: {
      recover() {},
      forget() {},
      notice() {},
      idle: async () => {},
      slow: { forget() {}, idle: () => slow },
    },
    pendingLanes: { first: async () => ({ lanes: [], more: false }), revived: async () => [] },
    channels: {
      find: () => ({
        sources: { ramp: { tryTake: () => false, wait: () => () => {} } },
        profile: { sync: async () => {} },
      }),
    },
    log: createLog({ level: "silent" }),
    inTurn: (start: () => Promise<void>) => turn.then(start),
    inherited: () => null,
    servedLately: () => false,
    onHealth() {},
    onStopped: () => void told.push("stopped"),
    onPassedOn: () => void told.push("passed on"),
    onFailed: () => void told.push("failed"),
    cutOff: () => void told.push("cut off"),
  };
  const supervisor = new Supervisor({ shard: 3, epoch: 1 }, deps as unknown as SupervisorDeps);
  return {
    supervisor,
    told,
    tokens,
    async started() {
      const applied = supervisor.apply("a-bot", listing());
      await settle();
      tokens.shift()!.resolve("1:a");
      await applied;
    },
  };
}

test("the moves of a supervisor are those of the table, and no others", () => {
  const events = ["quiesce", "resume", "retire", "stop", "abandon"] as const;
  const states = ["serving", "quiet", "stopped", "passed on"] as const;
  expect(Object.fromEntries(states.map((state) => [state, events.map((event) => next(state, event))]))).toEqual({
    serving: ["quiet", null, null, "stopped", "passed on"],
    quiet: [null, "serving", "passed on", "stopped", "passed on"],
    stopped: [null, null, "passed on", null, "passed on"],
    "passed on": [null, null, null, null, null],
  });
});

describe("a supervisor", () => {
  test("starts no bot whose token was opened only after it was told to be quiet", async () => {
    const { supervisor, tokens } = supervising();
    const applied = supervisor.apply("a-bot", listing());
    await settle();
    const quiet = supervisor.quiesce(1_000);
    tokens[0]!.resolve("1:a");
    await Promise.all([applied, quiet]);
    expect(supervisor.service("a-bot")).toBeUndefined();
  });

  test("starts bots in their turn, and none whose turn comes when the shard is lost", async () => {
    for (const isLost of [false, true]) {
      const turn = Promise.withResolvers<void>();
      const { supervisor, tokens } = supervising({ turn: turn.promise });
      const applied = supervisor.apply("a-bot", listing());
      await settle();
      expect(tokens).toEqual([]);
      const abandoned = isLost ? supervisor.abandon() : null;
      turn.resolve();
      await settle();
      tokens[0]!.resolve("1:a");
      await Promise.all([applied, abandoned]);
      expect(supervisor.service("a-bot") === undefined).toBe(isLost);
    }
  });

  test("takes changes up again once a handover was called off, and none before", async () => {
    const { supervisor, started, tokens } = supervising();
    await started();
    await supervisor.quiesce(1_000);
    supervisor.leave();
    await supervisor.apply("a-bot", listing({ revision: 2 }));
    expect(supervisor.revisions.get("a-bot")).toBe(1);
    await supervisor.resume();
    const applied = supervisor.apply("a-bot", listing({ revision: 2 }));
    await settle();
    tokens[0]!.resolve("1:a");
    await applied;
    expect(supervisor.revisions.get("a-bot")).toBe(2);
  });

  test("takes up changes while it waits for a model before a handover, of what is begun meanwhile", async () => {
    const model = Promise.withResolvers<void>();
    const { supervisor, started, tokens } = supervising({ slow: model.promise });
    await started();
    const quiet = supervisor.quiesce(60_000);
    const change = async (changes: Partial<Listing>) => {
      const applied = supervisor.apply("a-bot", listing(changes));
      await settle();
      tokens.shift()?.resolve("1:a");
      await applied;
      return { revision: supervisor.revisions.get("a-bot"), begins: supervisor.service("a-bot")!.finishes };
    };
    await settle();
    expect(await change({ revision: 2 })).toEqual({ revision: 2, begins: true });
    // As it was it begins nothing more, and as it is it does so with the next owner.
    expect(await change({ revision: 3, isActive: false })).toEqual({ revision: 2, begins: false });
    model.resolve();
    await quiet;
  });

  test("that has lost its shard in the middle of a handover starts nothing when that is called off", async () => {
    const { supervisor, started, tokens } = supervising();
    await started();
    await supervisor.quiesce(1_000);
    supervisor.leave();
    await supervisor.abandon();
    await supervisor.resume();
    await supervisor.apply("another", listing({ id: "another" }));
    expect({ revisions: supervisor.revisions.size, tokens: tokens.length }).toEqual({ revisions: 0, tokens: 0 });
  });

  test("tells of the bots it stops, unless another runtime does", async () => {
    for (const [end, expected] of [
      ["stop", ["stopped"]],
      ["abandon", ["cut off", "passed on"]],
      ["retire", ["cut off", "cut off", "passed on"]],
    ] as const) {
      const { supervisor, started, told } = supervising();
      await started();
      if (end === "retire") {
        await supervisor.quiesce(1_000);
        supervisor.leave();
      }
      await supervisor[end]();
      expect({ end, told }).toEqual({ end, told: [...expected] });
    }
  });
});
