import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { jumpingClock } from "../../testing/jumping-clock.ts";
import { observedMs, pollGaps } from "../../testing/poll-gaps.ts";
import { sharedCluster } from "../../testing/shared-cluster.ts";
import { until } from "../../testing/until.ts";
import { flawless } from "../../testing/verdict.ts";

const opened = sharedCluster({ runtimes: 2, bots: 20, settings: jumpingClock });

describe("a cluster whose clocks jump by an hour, ahead and back", () => {
  test("serves on: no shard moves, no bot waits, nothing is lost or doubled", async () => {
    const cluster = opened();
    const { telegram } = cluster.world;
    await cluster.underLoad();
    await sleep(observedMs);
    const before = await cluster.ownership();
    const since = Date.now();
    for (let jump = 0; jump < 4; jump++) {
      // What is put off by one clock is taken up again by another.
      using _limits = telegram.inject(
        { kind: "status", status: 429, retryAfterS: 4 },
        { method: "sendMessage", times: 3 },
      );
      await sleep(300);
      for (const member of cluster.members) member.signal("SIGUSR2");
      for (const { child } of cluster.controlPlanes) child.kill("SIGUSR2");
      await sleep(1_500);
    }
    expect(await cluster.ownership()).toEqual(before);
    const gaps = pollGaps(cluster.bots, since);
    expect(gaps.p99).toBeLessThan(1_000 + gaps.usual);
    expect(await cluster.verdict()).toEqual(flawless);
    // Nor does it show in what was written, or in its order.
    const wrong = await cluster.world.query(`
      select count(*)::int as wrong from (
        select created_at, id, lag(id) over (partition by conversation_id order by inbox_seq) as before
        from messages where step = 0
      ) as m where abs(extract(epoch from now() - created_at)) > 600 or id < before`);
    expect(wrong).toEqual([{ wrong: 0 }]);
  });

  test("takes up at once what a runtime had put off that dies, though its clock was an hour ahead", async () => {
    const cluster = opened();
    const { telegram, query } = cluster.world;
    const [bot] = cluster.bots;
    const member = await cluster.memberOf(bot!);
    member.signal("SIGUSR2");
    await sleep(200);
    const failed = async () => (await query("select from messages where status = 'failed'")).length;
    const before = await failed();
    using _limit = telegram.inject(
      { kind: "status", status: 429, retryAfterS: 5 },
      { method: "sendMessage", times: 1 },
    );
    telegram.user().says(bot!.sim, "#1");
    await until(async () => (await failed()) > before, { what: "it is put off" });
    await member.kill();
    expect(await cluster.verdict()).toEqual(flawless);
  });
});
