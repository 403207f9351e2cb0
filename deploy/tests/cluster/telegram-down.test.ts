import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { patienceMs } from "#shared/testing/patience.ts";
import { openCluster } from "../testing/cluster.ts";
import { until } from "../testing/until.ts";
import { flawless } from "../testing/verdict.ts";

/** 100,000 are as many as Telegram keeps for one bot: `WAITING_UPDATES=100000` takes some minutes. */
const waiting = Number(process.env.WAITING_UPDATES ?? 2_000);
const outageMs = Number(process.env.OUTAGE_MS ?? 3_000);

test(
  "a cluster loses and doubles nothing when Telegram was down and comes back with all that people wrote meanwhile",
  async () => {
    await using cluster = await openCluster({
      runtimes: 2,
      bots: 20,
      thinkingMs: [0, 0],
      telegram: { record: false },
    });
    const { telegram, openai } = cluster.world;
    await telegram.refuse();
    const downSince = Date.now();
    const perChat = 10;
    const chats = Array.from({ length: Math.ceil(waiting / perChat) }, () => telegram.user());
    for (let n = 0; n < perChat; n++) {
      for (const [index, user] of chats.entries()) user.says(cluster.bots[index % cluster.bots.length]!.sim, `#${n}`);
      await sleep(0);
    }
    expect(cluster.auditor.missing).toBeGreaterThanOrEqual(waiting);
    await sleep(Math.max(0, downSince + outageMs - Date.now()));
    await telegram.accept();
    const upSince = performance.now();
    const patience = { what: "all is answered", timeoutMs: 2 * patienceMs + waiting * 10, everyMs: 100 };
    await until(() => {
      openai.requests.length = 0;
      return cluster.auditor.missing === 0;
    }, patience);
    const tookS = (performance.now() - upSince) / 1_000;
    console.info(`${waiting} waiting updates were answered in ${tookS.toFixed(1)} s`);
    expect(await cluster.verdict()).toEqual(flawless);
  },
  10 * patienceMs + waiting * 10,
);
