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
});
