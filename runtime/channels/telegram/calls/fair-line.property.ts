import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FairLine, type Waiter } from "./fair-line.ts";

class Waiting implements Waiter<Waiting> {
  readonly of: string;
  readonly n: number;
  next: Waiting | null = null;
  previous: Waiting | null = null;
  constructor(of: string, n: number) {
    this.of = of;
    this.n = n;
  }
}

const steps = fc.array(
  fc.oneof(
    fc.record({ type: fc.constant("push" as const), of: fc.constantFrom("a", "b", "c", "d") }),
    fc.record({ type: fc.constant("take" as const) }),
    fc.record({ type: fc.constantFrom("leave" as const, "remove" as const), which: fc.nat() }),
    fc.record({ type: fc.constant("shift" as const) }),
  ),
  { maxLength: 200 },
);

describe("a fair line", () => {
  test("gives no more places than there are, each caller's in order, and always one to who has none", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), steps, (places, steps) => {
        const line = new FairLine<Waiting>(places);
        const waiting: Waiting[] = [];
        const placed: Waiting[] = [];
        const takenBy = (of: string) => placed.filter((one) => one.of === of).length;
        const out = (one: Waiting | undefined) => one && waiting.splice(waiting.indexOf(one), 1);
        for (const [n, step] of steps.entries()) {
          if (step.type === "push") {
            const one = new Waiting(step.of, n);
            waiting.push(one);
            line.push(one);
          } else if (step.type === "take") {
            const turn = line.hasTurn;
            const one = line.take();
            expect(one !== null).toBe(turn);
            if (!one) {
              // Nobody had to wait who has no place, while there was one.
              const left = places - placed.length;
              expect(left === 0 || waiting.every(({ of }) => takenBy(of) > 0)).toBe(true);
              continue;
            }
            const fewest = Math.min(...waiting.map(({ of }) => takenBy(of)));
            expect(takenBy(one.of)).toBe(fewest);
            expect(waiting.find(({ of }) => of === one.of)).toBe(one);
            out(one);
            placed.push(one);
            expect(placed.length).toBeLessThanOrEqual(places);
          } else if (step.type === "leave" && placed.length > 0) {
            line.leave(placed.splice(step.which % placed.length, 1)[0]!);
          } else if (step.type === "remove" && waiting.length > 0) {
            const one = waiting[step.which % waiting.length]!;
            out(one);
            line.remove(one);
          } else if (step.type === "shift") {
            const one = line.shift();
            expect(one === null).toBe(waiting.length === 0);
            if (one) out(one);
          }
          expect(line.length).toBe(waiting.length);
        }
        // All of it may leave, and whoever comes then finds every place.
        for (const one of placed) line.leave(one);
        while (line.shift());
        const anew = Array.from({ length: places }, (_, n) => new Waiting(String(n), n));
        for (const one of anew) line.push(one);
        expect(anew.map(() => line.take())).toEqual(anew);
      }),
      { numRuns: 300 },
    );
  });
});
