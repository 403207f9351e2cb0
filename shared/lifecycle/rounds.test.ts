import { describe, expect, test } from "vitest";
import { Alarm } from "./alarm.ts";
import { rounds } from "./rounds.ts";

const never = 3_600_000;

describe("rounds", () => {
  test("begin at once, go on without a pause while there is more, and end when they are told to", async () => {
    const stop = new AbortController();
    let count = 0;
    const round = async () => {
      if (++count === 3) setImmediate(() => stop.abort());
      return count < 3;
    };
    await rounds({ everyMs: never, round }, stop.signal);
    expect(count).toBe(3);
    await rounds({ everyMs: never, round }, stop.signal);
    expect(count).toBe(3);
  });

  test("outlive a failure, and count those in a row", async () => {
    const stop = new AbortController();
    const told: number[] = [];
    const outcomes = [false, false, true, false];
    const round = async () => {
      const well = outcomes.shift();
      if (well === undefined) stop.abort();
      if (well === false) throw new Error("away");
    };
    await rounds({ everyMs: 1, round, failed: (_, inARow) => told.push(inARow) }, stop.signal);
    expect(told).toEqual([1, 2, 1]);
  });

  test("outlive that nothing can be opened, also where nobody is told of failures", async () => {
    const stop = new AbortController();
    let count = 0;
    const round = async () => {
      if (++count === 3) return stop.abort();
      throw Object.assign(new Error("wrapped"), { cause: Object.assign(new Error("x"), { code: "EMFILE" }) });
    };
    await rounds({ everyMs: 1, round }, stop.signal);
    expect(count).toBe(3);
    const bug = async () => {
      throw new Error("a bug");
    };
    await expect(rounds({ everyMs: 1, round: bug }, new AbortController().signal)).rejects.toThrow("a bug");
  });

  test("come early when the alarm rings, also while a round is under way", async () => {
    const stop = new AbortController();
    const alarm = new Alarm();
    let count = 0;
    const round = async () => {
      count++;
      if (count === 1) alarm.ring();
      if (count === 2) setImmediate(() => alarm.ring());
      if (count === 3) stop.abort();
    };
    await rounds({ everyMs: never, alarm, round }, stop.signal);
    expect(count).toBe(3);
  });

  test("hear no alarm for a while after a failure", async () => {
    const stop = new AbortController();
    const alarm = new Alarm();
    let count = 0;
    const round = async () => {
      count++;
      alarm.ring();
      throw new Error("away");
    };
    const failed = () => setImmediate(() => stop.abort());
    await rounds({ everyMs: 1, alarm, round, failed, deafMs: never }, stop.signal);
    expect(count).toBe(1);
  });

  test("that say nothing of failures end with the first", async () => {
    const round = () => Promise.reject(new Error("away"));
    await expect(rounds({ everyMs: 1, round }, new AbortController().signal)).rejects.toThrow("away");
  });
});
