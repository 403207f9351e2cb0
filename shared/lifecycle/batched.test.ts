import { describe, expect, test } from "vitest";
import { batched } from "./batched.ts";

describe("batched work", () => {
  test("does together what is asked for at once, and next what came meanwhile", async () => {
    const rounds: number[][] = [];
    const double = batched(async (items: readonly number[]) => {
      rounds.push([...items]);
      await new Promise(setImmediate);
      return items.map((item) => 2 * item);
    });
    const first = [double(1), double(2)];
    await Promise.resolve();
    await Promise.resolve();
    const next = [double(3), double(4)];
    expect(await Promise.all([...first, ...next])).toEqual([2, 4, 6, 8]);
    expect(rounds).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  test("fails everybody of a round that failed, and goes on", async () => {
    let fails = true;
    const work = batched(async (items: readonly string[]) => {
      if (fails) throw new Error("away");
      return items;
    });
    const outcomes = await Promise.allSettled([work("a"), work("b")]);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    fails = false;
    expect(await work("c")).toBe("c");
  });

  test("is done so many at a time", async () => {
    const rounds: number[][] = [];
    const work = batched(
      async (items: readonly number[]) => {
        rounds.push([...items]);
        return items;
      },
      { most: 2 },
    );
    expect(await Promise.all([1, 2, 3].map(work))).toEqual([1, 2, 3]);
    expect(rounds).toEqual([[1, 2], [3]]);
  });

  test("fails who is at fault alone, where one may be", async () => {
    const work = batched(
      async (items: readonly string[]) => {
        const bad = items.find((item) => item !== "good");
        if (bad) throw new Error(bad);
        return items;
      },
      { isOfOne: (error) => (error as Error).message === "refused" },
    );
    const ended = async (...items: string[]) =>
      (await Promise.allSettled(items.map(work))).map(({ status }) => status === "fulfilled");
    expect(await ended("good", "refused", "good")).toEqual([true, false, true]);
    expect(await ended("good", "away", "good")).toEqual([false, false, false]);
    expect(await ended("good")).toEqual([true]);
  });
});
