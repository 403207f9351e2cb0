import { describe, expect, test } from "vitest";
import { memoryCoordination } from "#shared/coordination/memory.ts";
import { LatelyServed } from "./lately-served.ts";

const report = (lastPollAt: number | null) => ({
  runtime: "rt-dead",
  state: "running" as const,
  lastPollAt,
  lastError: null,
});

describe("bots that were served lately", () => {
  test("are those that another runtime has told of, told once", async () => {
    await using coordination = memoryCoordination();
    const lately = new LatelyServed({ polls: coordination.polls, now: () => 1_000_000 });
    await coordination.polls.put(
      new Map([
        ["polled", report(970_000)],
        ["long ago", report(800_000)],
        ["never", report(null)],
      ]),
    );
    await lately.ask(["polled", "long ago", "never", "unheard of"]);
    const told = ["polled", "long ago", "never", "unheard of"].map((id) => lately.take(id));
    expect(told).toEqual([true, false, false, false]);
    expect(lately.take("polled")).toBe(false);
  });

  test("are those that were served here, for as long as that is a moment ago", async () => {
    const time = { now: 1_000_000 };
    const polls = { get: async () => new Map() };
    const lately = new LatelyServed({ polls, now: () => time.now });
    for (const id of ["a", "b"]) lately.note(id, 990_000);
    expect(lately.take("a")).toBe(true);
    time.now += 120_000;
    await lately.ask([]);
    expect(lately.take("b")).toBe(false);
  });

  test("are not waited for when Redis is away, or silent", async () => {
    const failing = new LatelyServed({ polls: { get: () => Promise.reject(new Error("away")) } });
    await failing.ask(["a"]);
    expect(failing.take("a")).toBe(false);
    const silent = new LatelyServed({ polls: { get: () => new Promise(() => {}) } });
    await silent.ask(["a"]);
    expect(silent.take("a")).toBe(false);
  });
});
