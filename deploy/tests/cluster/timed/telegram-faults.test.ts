import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { patienceMs } from "#shared/testing/patience.ts";
import { observedMs, pollGaps } from "../../testing/poll-gaps.ts";
import { sharedCluster } from "../../testing/shared-cluster.ts";
import { flawless } from "../../testing/verdict.ts";

/** Longer than Telegram holds back who asks the same again. Some networks cut what is idle for 39 s: `CUT_EVERY_MS=39000`. */
const cutEveryMs = Number(process.env.CUT_EVERY_MS ?? 3_500);

const opened = sharedCluster({ runtimes: 2, bots: 20, settings: { TELEGRAM_POLL_TIMEOUT_S: "50" } });

describe("a cluster loses and doubles nothing when Telegram", () => {
  test(
    "or something on the way cuts every poll before it ends",
    async () => {
      const cluster = opened();
      await cluster.underLoad();
      await sleep(observedMs);
      const since = Date.now();
      for (let cut = 0; cut < 3; cut++) {
        await sleep(cutEveryMs);
        cluster.world.telegram.cutPolls();
      }
      await cluster.polled();
      const gaps = pollGaps(cluster.bots, since);
      expect(gaps.p99).toBeLessThan(1_500 + gaps.usual);
      expect(await cluster.verdict()).toEqual(flawless);
    },
    10 * patienceMs + 3 * cutEveryMs,
  );

  test("is out of reach for one runtime alone", async () => {
    const cluster = opened();
    const [cutOff, other] = cluster.members;
    const others = await cluster.botsOf(other!);
    await cluster.underLoad();
    await sleep(observedMs);
    const since = Date.now();
    await cutOff!.entrance.refuse();
    await sleep(3_000);
    const gaps = pollGaps(others, since);
    expect(gaps.p99).toBeLessThan(1_000 + gaps.usual);
    await cutOff!.entrance.accept();
    await cluster.polled(15_000);
    expect(await cluster.verdict()).toEqual(flawless);
  });
});
