import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Queue } from "./queue.ts";
import { Rotation } from "./rotation.ts";

/** Things done to it: a number is put in, `null` takes one out. */
const steps = fc.array(fc.option(fc.nat(), { freq: 2 }), { maxLength: 400, size: "max" });

describe("a queue", () => {
  test("is a list, first in, first out", () => {
    fc.assert(
      fc.property(steps, (steps) => {
        const queue = new Queue<number>();
        const model: number[] = [];
        for (const step of steps) {
          if (step === null) expect(queue.shift()).toBe(model.shift());
          else {
            queue.push(step);
            model.push(step);
          }
          expect(queue.length).toBe(model.length);
        }
      }),
    );
  });
});

describe("a rotation", () => {
  test("is a line in which each stands once", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom("add", "remove", "next"), fc.nat({ max: 9 }))), (steps) => {
        const rotation = new Rotation<number>();
        let model: number[] = [];
        for (const [step, key] of steps) {
          if (step === "next") expect(rotation.next()).toBe(model.shift());
          else if (step === "remove") {
            rotation.remove(key);
            model = model.filter((each) => each !== key);
          } else {
            rotation.add(key);
            if (!model.includes(key)) model.push(key);
          }
          expect(rotation.size).toBe(model.length);
          expect(rotation.find((each) => each > 4)).toBe(model.find((each) => each > 4));
        }
      }),
    );
  });
});

describe("what waits in line", () => {
  /**
   * How long a few steps take with so many in line, in ms: the best of many tries, each so short that hardly any other process
   * comes in between, nor a growing table.
   */
  const round = (length: number, line: { put(n: number): void; take(): number | undefined }) => {
    for (let n = 0; n < length; n++) line.put(n);
    const tries = Array.from({ length: 200 }, () => {
      const begun = performance.now();
      for (let n = 0; n < 500; n++) line.put(line.take()!);
      return performance.now() - begun;
    });
    return Math.min(...tries);
  };
  const queue = (line = new Queue<number>()) => ({ put: (n: number) => line.push(n), take: () => line.shift() });
  const rotation = (line = new Rotation<number>()) => ({ put: (n: number) => line.add(n), take: () => line.next() });

  test.each([
    ["a queue", queue],
    ["a rotation", rotation],
  ] as const)("costs the same at any length: %s", (_, line) => {
    // What moves all that is behind the first takes a hundred times as long.
    expect(round(200_000, line())).toBeLessThan(20 * round(200, line()));
  });
});
