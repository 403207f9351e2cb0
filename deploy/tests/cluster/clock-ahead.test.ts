import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { openCluster } from "../testing/cluster.ts";
import { jumpingClock } from "../testing/jumping-clock.ts";
import { until } from "../testing/until.ts";
import { flawless } from "../testing/verdict.ts";

test("what a runtime has put off is taken up at once when it dies, though its clock was an hour ahead", async () => {
  await using cluster = await openCluster({
    runtimes: 2,
    bots: 4,
    shards: 8,
    leaseTtlMs: 1_500,
    settings: jumpingClock,
  });
  const [bot] = cluster.bots;
  const member = await cluster.memberOf(bot!);
  member.signal("SIGUSR2");
  await sleep(200);
  cluster.world.telegram.inject({ kind: "status", status: 429, retryAfterS: 5 }, { method: "sendMessage", times: 1 });
  cluster.world.telegram.user().says(bot!.sim, "#1");
  const putOff = "select from messages where status = 'failed'";
  await until(async () => (await cluster.world.query(putOff)).length === 1, { what: "it is put off" });
  await member.kill();
  expect(await cluster.verdict()).toEqual(flawless);
}, 90_000);
