/**
 * `npm run chaos -- --orphans 10000`: a runtime is killed that serves so many bots, at the settings that people run with,
 * and two others take them up: how long nobody polls for a bot is measured, beside what those notice that the others served.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { seededRandom } from "#shared/testing/random.ts";
import { openCluster } from "../tests/testing/cluster.ts";
import { Load } from "../tests/testing/load.ts";
import { percentile } from "../tests/testing/percentile.ts";
import { observedMs, pollGaps } from "../tests/testing/poll-gaps.ts";
import { seedBots } from "../tests/testing/seeded-bots.ts";
import { until } from "../tests/testing/until.ts";
import { flawsIn, judge } from "../tests/testing/verdict.ts";

interface Options {
  orphans: number;
  /** Over all bots. */
  messagesPerSecond?: number;
  signal?: AbortSignal;
  say(line: string): void;
}

export interface FailOverReport {
  /** What did not go as it should; none when all is well. */
  flaws: string[];
  /** Bots that the dead one had served. */
  orphans: number;
  /** How long nobody polled for them, in milliseconds. */
  gaps: { first: number; p50: number; p99: number; longest: number };
  /** The same of bots that the survivors had served before. */
  others: { p50: number; p99: number };
}

/** Bots that the survivors serve already. */
const servedElsewhere = 200;
/** What the README promises, in milliseconds. */
const promisedMs = { p50: 5_000, p99: 8_000 };

export async function runFailOver({ orphans, messagesPerSecond = 20, signal, say }: Options): Promise<FailOverReport> {
  const shards = 1_024;
  await using cluster = await openCluster({
    runtimes: 3,
    bots: 0,
    shards,
    ownPostgres: true,
    random: seededRandom(1),
    telegram: { record: false },
    settings: { LOG_LEVEL: "info", TELEGRAM_POLL_TIMEOUT_S: "50" },
  });
  const { world, auditor } = cluster;
  const [victim] = cluster.members;
  const its = await cluster.ownedBy(victim!);
  const lost = await seedBots(world, { count: orphans, shards, fits: (shard) => its.has(shard) });
  const kept = await seedBots(world, { count: servedElsewhere, shards, fits: (shard) => !its.has(shard) });
  const bots = [...lost, ...kept];
  const served = () => bots.every(({ sim }) => sim.polls.total > 0);
  await until(served, { what: "every bot is polled", timeoutMs: 30 * 60_000, everyMs: 1_000 });
  say(`${orphans} bots are polled`);
  const load = new Load({
    telegram: world.telegram,
    bots: bots.map(({ sim }) => sim),
    messagesPerSecond,
    random: cluster.random,
    chatsPerBot: 1,
  });
  await sleep(observedMs, undefined, { signal }).catch(() => {});
  const stillIts = await cluster.ownedBy(victim!);
  const orphaned = lost.filter(({ shard }) => stillIts.has(shard));

  const polls = new Map(orphaned.map(({ sim }) => [sim, sim.polls.total]));
  const killedAt = Date.now();
  await victim!.kill();
  await until(() => [...polls].every(([sim, before]) => sim.polls.total > before), {
    what: "every bot of the dead runtime is polled again",
    timeoutMs: 120_000,
    everyMs: 100,
  });
  const gaps = orphaned.map(({ sim }) => sim.polls.longestGapSince(killedAt));
  const others = pollGaps(kept, killedAt);
  await load.stop();
  const verdict = await judge({ world, bots, auditor }, 60_000);
  const report = {
    first: percentile(gaps, 0),
    p50: percentile(gaps, 50),
    p99: percentile(gaps, 99),
    longest: percentile(gaps, 100),
  };
  return {
    flaws: [
      ...flawsIn(verdict),
      ...(report.p50 > promisedMs.p50 ? [`Half of them waited for ${report.p50} ms`] : []),
      ...(report.p99 > promisedMs.p99 ? [`One in a hundred waited for ${report.p99} ms`] : []),
    ],
    orphans: orphaned.length,
    gaps: report,
    others: { p50: others.p50, p99: others.p99 },
  };
}
