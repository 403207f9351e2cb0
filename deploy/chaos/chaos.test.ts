import { randomInt } from "node:crypto";
import { describe, expect, test } from "vitest";
import { flawless } from "../tests/testing/verdict.ts";
import { runChaos } from "./chaos-run.ts";

describe("a cluster", () => {
  test("loses, doubles and misorders nothing, whatever fails around it", async () => {
    const seed = Number(process.env.CHAOS_SEED ?? randomInt(2 ** 31));
    console.info(`CHAOS_SEED=${seed}`);
    const lines: string[] = [];
    const report = await runChaos({
      seed,
      durationMs: 50_000,
      everyMs: 2_000,
      bots: 40,
      say: (line) => lines.push(line),
    });
    const { verdict, broken, ...figures } = report;
    console.info(figures);
    expect({ ...verdict, broken }, `CHAOS_SEED=${seed}\n${lines.join("\n")}`).toEqual({ ...flawless, broken: [] });
  });
});
