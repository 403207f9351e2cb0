import { describe, expect, test } from "vitest";
import { seededRandom } from "./random.ts";

const numbers = (seed: number) => {
  const random = seededRandom(seed);
  return Array.from({ length: 1_000 }, () => random.next());
};

describe("seeded chance", () => {
  test("is the same for the same seed, and even enough", () => {
    expect(numbers(7)).toEqual(numbers(7));
    expect(numbers(7)).not.toEqual(numbers(8));
    expect(numbers(7).every((number) => number >= 0 && number < 1)).toBe(true);
    expect(numbers(7).reduce((sum, number) => sum + number) / 1_000).toBeCloseTo(0.5, 1);
  });

  test("picks and shuffles", () => {
    const random = seededRandom(1);
    const items = Array.from({ length: 20 }, (_, n) => n);
    expect(random.shuffled(items)).not.toEqual(items);
    expect(random.shuffled(items).toSorted((a, b) => a - b)).toEqual(items);
    expect(new Set(Array.from({ length: 500 }, () => random.pick(items))).size).toBe(20);
    expect(() => random.pick([])).toThrow(RangeError);
  });
});
