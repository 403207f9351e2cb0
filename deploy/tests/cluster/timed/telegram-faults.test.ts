import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { openCluster } from "../../testing/cluster.ts";
import { flawless } from "../../testing/verdict.ts";

/** Longer than Telegram holds back who asks the same again. Some networks cut what is idle for 39 s: `CUT_EVERY_MS=39000`. */
const cutEveryMs = Number(process.env.CUT_EVERY_MS ?? 3_500);

describe("a cluster loses and doubles nothing when Telegram", () => {
  test(
    "or something on the way cuts every poll before it ends",
    async () => {
      await using cluster = await openCluster({ runtimes: 2, bots: 20, settings: { TELEGRAM_POLL_TIMEOUT_S: "50" } });
      const since = Date.now();
      await cluster.underLoad();
      for (let cut = 0; cut < 3; cut++) {
        await sleep(cutEveryMs);
        cluster.world.telegram.cutPolls();
      }
      await cluster.polled();
      expect(Math.max(...cluster.bots.map(({ sim }) => sim.polls.longestGapSince(since)))).toBeLessThan(1_500);
      expect(await cluster.verdict()).toEqual(flawless);
    },
    90_000 + 3 * cutEveryMs,
  );

  test("is out of reach for one runtime alone", async () => {
    await using cluster = await openCluster({ runtimes: 2, bots: 20 });
    const [cutOff, other] = cluster.members;
    const others = await cluster.botsOf(other!);
    await cluster.underLoad();
    const since = Date.now();
    await cutOff!.entrance.refuse();
    await sleep(3_000);
    expect(Math.max(...others.map(({ sim }) => sim.polls.longestGapSince(since)))).toBeLessThan(1_000);
    await cutOff!.entrance.accept();
    await cluster.polled(15_000);
    expect(await cluster.verdict()).toEqual(flawless);
  }, 90_000);
});
