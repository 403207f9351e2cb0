/**
 * The moments at which a program that takes shortcuts would lose or double something. Each ends with a verdict:
 * `crash-points.test.ts` demands that it is flawless, and `mutations.test.ts` that it is not, for a program made worse
 * on purpose.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { type Cluster, type ClusterOptions, openCluster } from "./cluster.ts";
import { stop } from "./spawned.ts";
import { until } from "./until.ts";
import type { Verdict } from "./verdict.ts";
import { WatchedWrites } from "./watched-writes.ts";

export type Scenario = (given?: Pick<ClusterOptions, "root" | "enough">) => Promise<Verdict>;

const small = { bots: 3, shards: 8, leaseTtlMs: 1_500 };

/** Long enough for a program that would confirm too early to have done so. */
const temptationMs = 500;

export const diesBetweenReceivingAndStoring: Scenario = async (given) => {
  await using cluster = await openCluster({ ...small, ...given });
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
  return await cluster.verdict();
};

export const diesBetweenStoringAndConfirming: Scenario = async (given) => {
  await using cluster = await openCluster({ ...small, ...given });
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
  return await cluster.verdict();
};

export const diesBetweenSendingAndRecording: Scenario = async (given) => {
  await using cluster = await openCluster({ ...small, ...given });
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
  return await cluster.verdict();
};

/** Again and again, in the middle of slow turns: for a moment it believes that all is as it was. */
export const losesItsShardsUnawares: Scenario = async (given) => {
  await using cluster = await openCluster({ ...small, bots: 12, leaseTtlMs: 5_000, thinkingMs: [400, 800], ...given });
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
  return await cluster.verdict();
};

/** A runtime is frozen for three times the life of its lease, in the middle of slow turns, and wakes. */
export const wakesAfterItsLeaseIsOver: Scenario = async (given) => {
  const options = { bots: 30, leaseTtlMs: 1_500, thinkingMs: [500, 2_000] } satisfies ClusterOptions;
  await using cluster = await openCluster({ ...options, ...given, runtimes: 1 });
  const watched = await WatchedWrites.of(cluster);
  const zombie = await watched.addMember("zombie");
  await cluster.settled();
  await cluster.underLoad(40);
  await until(async () => (await watched.by("zombie")).length > 0, { what: "its writes are seen" });

  zombie.freeze();
  await sleep(3 * options.leaseTtlMs);
  if ((await cluster.ownedBy(zombie)).size > 0) throw new Error("Nobody has taken over");
  const wokeAt = Date.now();
  zombie.thaw();
  await cluster.settled();
  const [{ ownsAt } = { ownsAt: 0 }] = await cluster.world.query<{ ownsAt: number }>(
    `select extract(epoch from min(granted_at))::float8 * 1000 as "ownsAt" from shards where owner = $1`,
    [zombie.id],
  );
  const isDead = ({ atMs }: { atMs: number }) => atMs >= wokeAt && atMs < ownsAt;
  const calls = zombie.entrance.calls.filter(isDead).map(({ method }) => `called ${method}`);
  const writes = (await watched.by("zombie")).filter(isDead).map(({ table }) => `wrote to ${table}`);
  return { ...(await cluster.verdict()), afterlife: [...calls, ...writes] };
};

/** As Telegram does it after a week without updates. */
export const idsBeginAgainLower: Scenario = async (given) => {
  await using cluster = await openCluster({ ...small, ...given, runtimes: 1 });
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
  return await cluster.verdict(10_000);
};

/** Keeps a lock until it is disposed of. */
async function hold({ world }: Cluster, sql: string): Promise<AsyncDisposable> {
  const client = new Client({ connectionString: world.database.url });
  await client.connect();
  await client.query("begin");
  await client.query(sql);
  return { [Symbol.asyncDispose]: () => client.end() };
}
