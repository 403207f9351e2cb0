import { describe, expect, test } from "vitest";
import { serve } from "../testing/served.ts";

/** Who waited for the runtime's look at the database, once a second, would wait that long for each change. */
const lookMs = 1_000;
const rounds = 4;

describe("a bot", () => {
  test("is served at once when it is connected, edited, stopped and started, and no other bot notices", async () => {
    await using served = await serve();
    const other = await served.addBot();
    const polls = other.sim.polls.total;
    const started = performance.now();

    const bot = await served.addBot({ welcomeMessage: "0" });
    await served.state(bot, "running");
    const anna = served.telegram.user();
    anna.says(bot.sim, "/start");
    await bot.sim.waitForMessage("0");
    for (let round = 1; round <= rounds; round++) {
      await served.edit(bot, { welcomeMessage: String(round) });
      await served.until(async () => {
        anna.says(bot.sim, "/start");
        return (await bot.sim.waitForMessage()).text === String(round);
      });
      await served.edit(bot, { isActive: false });
      await served.until(() => bot.sim.polls.held === 0);
      await served.until(async () => (await served.report(bot)) === undefined);
      anna.says(bot.sim, `while you were away ${round}`);
      await served.edit(bot, { isActive: true });
      await bot.sim.waitForMessage(`echo: while you were away ${round}`);
    }
    // Connected, and three changes a round: in less than half of the looks that they would have waited for.
    expect(performance.now() - started).toBeLessThan(((1 + 3 * rounds) * lookMs) / 2);
    expect(other.sim.polls).toMatchObject({ held: 1, overlaps: 0, conflicts: 0 });
    expect(other.sim.polls.total).toBeLessThanOrEqual(polls + 3);
    expect(bot.sim.polls.overlaps).toBe(0);
  });
});
