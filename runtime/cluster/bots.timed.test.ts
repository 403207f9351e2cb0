import { describe, expect, test } from "vitest";
import { serve } from "../testing/served.ts";

/** @returns how long it took, in milliseconds */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

describe("a bot", () => {
  test("is served within a second of being connected, stopped, started and edited, and no other bot notices", async () => {
    await using served = await serve();
    const other = await served.addBot();
    const polls = other.sim.polls.total;

    const bot = await served.addBot({ welcomeMessage: "One" });
    await served.state(bot, "running");
    const anna = served.telegram.user();
    anna.says(bot.sim, "/start");
    await bot.sim.waitForMessage("One");

    const took = [
      await timed(async () => {
        await served.edit(bot, { welcomeMessage: "Two" });
        await served.until(async () => {
          anna.says(bot.sim, "/start");
          return (await bot.sim.waitForMessage()).text === "Two";
        });
      }),
      await timed(async () => {
        await served.edit(bot, { isActive: false });
        await served.until(() => bot.sim.polls.held === 0);
      }),
      await timed(async () => {
        await served.until(async () => (await served.report(bot)) === undefined);
      }),
      await timed(async () => {
        anna.says(bot.sim, "while you were away");
        await served.edit(bot, { isActive: true });
        await bot.sim.waitForMessage("echo: while you were away");
      }),
    ];
    expect(Math.max(...took)).toBeLessThan(1_000);
    expect(other.sim.polls).toMatchObject({ held: 1, overlaps: 0, conflicts: 0 });
    expect(other.sim.polls.total).toBeLessThanOrEqual(polls + 2);
    expect(bot.sim.polls.overlaps).toBe(0);
  });
});
