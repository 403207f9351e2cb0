import { describe, expect, test } from "vitest";
import { retryDelay } from "./retry-delay.ts";

const minute = 60_000;
const hour = 60 * minute;

/** Every attempt of a delivery that always fails, by a clock of the test's own: when it is made, in ms after the first. */
function attempts(random: () => number, takesMs = 10_000): number[] {
  const times = [0];
  for (let now = 0; ; ) {
    now += takesMs;
    const delay = retryDelay({ tries: times.length, ageMs: now, random });
    if (delay === null) return times;
    now += delay;
    times.push(now);
  }
}

describe("a delivery that always fails", () => {
  test("is tried a few times in the first minutes, less and less often, and given up after a day", () => {
    const times = attempts(() => 0.5, 0);
    expect(times.slice(0, 5)).toEqual([0, 5_000, 20_000, 65_000, 200_000]);
    const gaps = times.slice(1).map((time, n) => time - times[n]!);
    expect(gaps).toEqual([...gaps].sort((a, b) => a - b));
    expect(Math.max(...gaps)).toBe(3 * hour);
    expect(times.at(-1)).toBeGreaterThan(20 * hour);
    expect(times.at(-1)).toBeLessThanOrEqual(24 * hour);
    expect(times.length).toBeLessThan(20);
  });

  test.each([0, 0.25, 0.75, 0.999])(
    "stays within the day, and the last hours have an attempt, whatever chance says (%f)",
    (chance) => {
      const times = attempts(() => chance);
      expect(times.at(-1)).toBeLessThanOrEqual(24 * hour);
      expect(times.at(-1)).toBeGreaterThan(20 * hour);
    },
  );

  test.each([
    ["later than it would be", 1, 0, 60_000, 60_000],
    ["no sooner", 4, 0, 60_000, 135_000],
    ["within the hour", 1, 0, 5 * hour, hour],
    ["within the day", 1, 23.5 * hour, hour, 0.5 * hour],
    ["at its own time, when nobody asks", 2, 0, null, 15_000],
  ])("is tried %s, when its receiver asks for that", (_, tries, ageMs, askedMs, expected) => {
    expect(retryDelay({ tries, ageMs, askedMs, random: () => 0.5 })).toBe(expected);
  });

  test("does not fall in step with others", () => {
    const spread = [0, 0.999].map((chance) => retryDelay({ tries: 4, ageMs: minute, random: () => chance })!);
    expect(spread[1]! / spread[0]!).toBeGreaterThan(1.4);
  });
});
