/**
 * `npm run chaos -- --outage 3000`: Telegram is back after a long outage, a hundred messages wait there for each of so many
 * bots, and a runtime with little memory asks for all of them. It must live and keep its lease; how long whoever else writes
 * waits meanwhile is shown.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { seededRandom } from "#shared/testing/random.ts";
import { openCluster } from "../tests/testing/cluster.ts";
import { percentile } from "../tests/testing/percentile.ts";
import { seedBots } from "../tests/testing/seeded-bots.ts";
import { memoryMb, Waits } from "./bystanders.ts";

interface Options {
  bots: number;
  /** Of what the runtime may use for what it keeps. */
  heapMb?: number;
  durationMs: number;
  signal?: AbortSignal;
  say(line: string): void;
}

export interface OutageReport {
  /** What did not go as it should; none when all is well. */
  flaws: string[];
  /** How many messages were still at Telegram, which keeps what there is no room for. */
  left: number;
  /** The most memory that the runtime had. */
  peakMb: number;
  /** How long somebody waited for an answer who wrote meanwhile to a bot for which nothing had waited, in milliseconds. */
  others: { p50: number; p99: number };
}

/** As much as most people write at most. */
const text = "Здравствуйте! ".repeat(140);
const messagesEach = 100;
/** Other tenants' bots, to one of which somebody writes each second: each wants less than its share. */
const bystanders = 30;

export async function runOutage({
  bots: count,
  heapMb = 256,
  durationMs,
  signal,
  say,
}: Options): Promise<OutageReport> {
  await using cluster = await openCluster({
    runtimes: 1,
    bots: 1,
    ownPostgres: true,
    random: seededRandom(1),
    telegram: { record: false },
    // No slow start: as when all polls had failed, and each is tried again.
    settings: { LOG_LEVEL: "info", TELEGRAM_CONNECTS_PER_MINUTE: "1000000" },
  });
  await cluster.members[0]!.stop();
  const { world, shards } = cluster;
  const others = await seedBots(world, { count: bystanders, shards, tenants: bystanders });
  const bots = await seedBots(world, { count, shards, tenants: Math.ceil(count / 3) });
  for (const { sim } of bots) {
    const person = world.telegram.user();
    for (let n = 0; n < messagesEach; n++) person.says(sim, text);
  }
  const left = () => bots.reduce((sum, { sim }) => sum + sim.pending, 0);
  say(`${left()} messages wait`);

  const member = await cluster.addMember({ NODE_OPTIONS: `--max-old-space-size=${heapMb}` });
  const waits = new Waits(
    cluster,
    others.map(({ sim }) => sim),
  );
  const started = performance.now();
  const elapsed = () => Math.round((performance.now() - started) / 1_000);
  let peakMb = 0;
  for (let told = 0; member.runs && left() > 0 && !signal?.aborted && performance.now() - started < durationMs; ) {
    await sleep(1_000);
    waits.ask();
    peakMb = Math.max(peakMb, await memoryMb(member));
    if (elapsed() < told + 10) continue;
    told = elapsed();
    say(`${told} s: ${left()} left, ${peakMb} MB, others wait ${Math.round(waits.longest)} ms at most`);
  }
  const leases = member.printed().split("lease is over").length - 1;
  return {
    flaws: [
      ...(member.runs ? [] : [`The runtime is dead after ${elapsed()} s`]),
      ...(leases > 0 ? [`The lease was lost ${leases} times`] : []),
      ...(waits.answered.length === 0 ? ["Nobody else was answered"] : []),
    ],
    left: left(),
    peakMb,
    others: { p50: percentile(waits.answered, 50), p99: percentile(waits.answered, 99) },
  };
}
