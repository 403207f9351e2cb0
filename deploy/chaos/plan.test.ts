import { describe, expect, test } from "vitest";
import { faultKinds, planFaults } from "./plan.ts";

describe("a plan of faults", () => {
  test("is the same for the same seed, and another for another", () => {
    const plan = (seed: number) => planFaults({ seed, durationMs: 60_000 });
    expect(plan(1)).toEqual(plan(1));
    expect(plan(1)).not.toEqual(plan(2));
  });

  test("has every kind of fault before any comes again", () => {
    const kinds = Object.keys(faultKinds);
    const plan = planFaults({ seed: 3, durationMs: 600_000 }).map(({ kind }) => kind);
    expect(new Set(plan.slice(0, kinds.length))).toEqual(new Set(kinds));
    expect(new Set(plan.slice(kinds.length, 2 * kinds.length))).toEqual(new Set(kinds));
  });

  test("begins at once, goes on at the given pace, and is over in time", () => {
    const plan = planFaults({ seed: 4, durationMs: 600_000, everyMs: 2_000 });
    expect(plan[0]!.atMs).toBe(0);
    expect(plan.length).toBeGreaterThan(240);
    expect(plan.length).toBeLessThan(360);
    expect(Math.max(...plan.map(({ atMs, lastsMs }) => atMs + lastsMs))).toBeLessThanOrEqual(600_000);
  });
});
