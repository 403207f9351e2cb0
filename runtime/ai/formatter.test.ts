import { Worker } from "node:worker_threads";
import { afterAll, describe, expect, test } from "vitest";
import { createFormatter } from "./formatter.ts";

const formatter = createFormatter({ timeoutMs: 500 });
afterAll(() => formatter[Symbol.asyncDispose]());

describe("a formatter", () => {
  test("formats texts in the order they were given", async () => {
    const formatted = await Promise.all(["**a**", "plain", "`b`"].map((text) => formatter.format(text)));
    expect(formatted).toEqual([
      { text: "a", entities: [{ type: "bold", offset: 0, length: 1 }] },
      { text: "plain", entities: [] },
      { text: "b", entities: [{ type: "code", offset: 0, length: 1 }] },
    ]);
  });

  test("gives nobody another's text when the process stood still until after the time was up", async () => {
    await using impatient = createFormatter({ timeoutMs: 40 });
    await impatient.format("*warm*");
    // From here, timers come before what the thread has sent.
    await new Promise((resolve) => setImmediate(resolve));
    const texts = Array.from({ length: 8 }, (_, n) => `*${n}*`);
    const formatted = texts.map((text) => impatient.format(text));
    // The thread answers meanwhile, and the timer is due as well.
    const until = performance.now() + 120;
    while (performance.now() < until);
    for (const [n, { text }] of (await Promise.all(formatted)).entries()) expect(text).toContain(String(n));
  });

  test("counts what it works at a text, not what it waits for a busy machine", async () => {
    await using patient = createFormatter({ timeoutMs: 300 });
    await patient.format("*warm*");
    const busy = Array.from({ length: 6 }, () => new Worker("for (;;);", { eval: true }));
    try {
      const { entities } = await patient.format(`**bold** ${"many *words* ".repeat(1_200)}`);
      expect(entities).not.toEqual([]);
    } finally {
      await Promise.all(busy.map((worker) => worker.terminate()));
    }
  });

  test.each([
    [">".repeat(4_000)],
    ["> ".repeat(20_000)],
    ["1. ".repeat(1_300)],
    [`${"> - ".repeat(1_000)}x`],
    ["[".repeat(40_000)],
    ["![".repeat(20_000)],
    ["*a ".repeat(10_000)],
    [`${"*a _b ".repeat(3_000)}${"_ *".repeat(3_000)}`],
    ["<".repeat(40_000)],
    ["|a".repeat(20_000)],
    ["[a](".repeat(10_000)],
    [`x\n${"-".repeat(3_000)}`],
    ["`".repeat(4_001)],
    ["a".repeat(200_000)],
  ])("loses nothing of a text, however it is made to nest, and goes on (%#)", async (hostile) => {
    const [{ text }, after] = await Promise.all([formatter.format(hostile), formatter.format("*after*")]);
    for (const word of hostile.match(/[a-z]+/g) ?? []) expect(text).toContain(word);
    expect(after).toEqual({ text: "after", entities: [{ type: "italic", offset: 0, length: 5 }] });
  });
});
