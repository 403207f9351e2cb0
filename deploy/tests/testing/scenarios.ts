/**
 * The moments at which a program that takes shortcuts would lose or double something. Each ends with a verdict:
 * `crash-points.test.ts` demands that it is flawless, and `mutations.test.ts` that it is not, for a program made worse
 * on purpose.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import type { Cluster, ClusterOptions } from "./cluster.ts";
import { stop } from "./spawned.ts";
import { until } from "./until.ts";
import type { Enough, Verdict } from "./verdict.ts";

interface Given {
  /** Ends it sooner: what is looked for has been seen. */
  enough?: Enough;
}

export type Scenario = (cluster: Cluster, given?: Given) => Promise<Verdict>;

/** The cluster in which they are played. */
export const cluster: ClusterOptions = { bots: 12, shards: 8, leaseTtlMs: 1_500 };

/** Long enough for a program that would confirm too early to have done so. */
const temptationMs = 500;

export const diesBetweenReceivingAndStoring: Scenario = async (cluster, given) => {
  const { sim } = cluster.bots[0]!;
  const member = await cluster.memberOf(cluster.bots[0]!);
  const { total } = sim.polls;
  {
    await using _held = await hold(cluster, "lock table inbox in share row exclusive mode");
    const anna = cluster.world.telegram.user();
    for (const tag of ["#1", "#2", "#3"]) anna.says(sim, tag);
    await until(() => sim.polls.held === 0 || sim.polls.total > total, { what: "the updates were handed out" });
    await sleep(temptationMs);
    await member.kill();
  }
  return await cluster.verdict(given);
};

export const diesBetweenStoringAndConfirming: Scenario = async (cluster, given) => {
  const { sim } = cluster.bots[0]!;
  const member = await cluster.memberOf(cluster.bots[0]!);
  using confirming = cluster.world.telegram.inject(
    { kind: "hang", when: "before" },
    { method: "getUpdates", botId: sim.id, times: 1 },
  );
  const anna = cluster.world.telegram.user();
  for (const tag of ["#1", "#2", "#3"]) anna.says(sim, tag);
  await until(() => confirming.hits === 1, { what: "the updates are stored" });
  await member.kill();
  return await cluster.verdict(given);
};

export const diesBetweenSendingAndRecording: Scenario = async (cluster, given) => {
  const { sim } = cluster.bots[0]!;
  const member = await cluster.memberOf(cluster.bots[0]!);
  using sending = cluster.world.telegram.inject(
    { kind: "hang", when: "after" },
    { method: "sendMessage", botId: sim.id, times: 1 },
  );
  const anna = cluster.world.telegram.user();
  for (const tag of ["#1", "#2", "#3"]) anna.says(sim, tag);
  await until(() => sending.hits === 1, { what: "the first answer has arrived" });
  await member.kill();
  return await cluster.verdict(given);
};

/** Again and again, in the middle of slow turns: for a moment it believes that all is as it was. */
export const losesItsShardsUnawares: Scenario = async (cluster, given) => {
  cluster.thinks([400, 800]);
  // It would tell.
  await Promise.all(cluster.controlPlanes.map((controlPlane) => stop(controlPlane, "SIGKILL")));
  await cluster.underLoad(30);
  const { length } = cluster.members;
  // A flaw needs the successor to be quicker than the other's next look: on a busy machine that takes some rounds.
  for (let round = 0; round < (given?.enough ? 10 : 2) * length; round++) {
    if (given?.enough?.(cluster.auditor.report())) break;
    await cluster.grantByHand(cluster.members[round % length]!);
    await sleep(1_500);
  }
  return await cluster.verdict(given);
};

/** As Telegram does it after a week without updates. */
export const idsBeginAgainLower: Scenario = async (cluster, given) => {
  const anna = cluster.world.telegram.user();
  for (const { sim } of cluster.bots) {
    sim.queue.restartAt(900_000_000);
    anna.says(sim, "#1");
  }
  await until(() => cluster.auditor.missing === 0, { what: "the first answers" });
  for (const { sim } of cluster.bots) {
    sim.queue.restartAt(5_000_000);
    for (const tag of ["#2", "#3"]) anna.says(sim, tag);
  }
  return await cluster.verdict({ ...given, timeoutMs: 10_000 });
};

/** Keeps a lock until it is disposed of. */
async function hold({ world }: Cluster, sql: string): Promise<AsyncDisposable> {
  const client = new Client({ connectionString: world.database.url });
  await client.connect();
  await client.query("begin");
  await client.query(sql);
  return { [Symbol.asyncDispose]: () => client.end() };
}
