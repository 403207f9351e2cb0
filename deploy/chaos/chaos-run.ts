/** A run of chaos: a cluster under load, faults by plan, and the verdict. */
import { setTimeout as sleep } from "node:timers/promises";
import { seededRandom } from "#shared/testing/random.ts";
import { openCluster } from "../tests/testing/cluster.ts";
import { jumpingClock } from "../tests/testing/jumping-clock.ts";
import { percentile } from "../tests/testing/percentile.ts";
import { traceOf } from "../tests/testing/trace.ts";
import { unknownAnswers, type Verdict } from "../tests/testing/verdict.ts";
import { injectors } from "./faults.ts";
import { type PlannedFault, planFaults } from "./plan.ts";

interface Options {
  seed: number;
  durationMs: number;
  /** Between the beginnings of two faults, on average. */
  everyMs?: number;
  runtimes?: number;
  bots?: number;
  messagesPerSecond?: number;
  /** Ends the run early; the verdict comes all the same. */
  signal?: AbortSignal;
  /** Told of each fault, and of what came of it. */
  say(line: string): void;
}

/** Of each kind of flaw, how many are shown in full. */
const tracedKeys = 3;

export interface ChaosReport {
  verdict: Verdict;
  /** Faults that did not end as they should, as a runtime that ended with another code than 0. */
  broken: string[];
  messages: number;
  /** Answers that a fault caught on their way to Telegram: they may have arrived or not. */
  unknown: number;
  /** Of all bots, how long nobody polled. */
  gaps: { p50: number; p99: number; longest: number };
}

export async function runChaos({
  seed,
  durationMs,
  everyMs = 3_000,
  runtimes = 3,
  bots = 60,
  messagesPerSecond = 50,
  signal,
  say,
}: Options): Promise<ChaosReport> {
  await using cluster = await openCluster({
    controlPlanes: 2,
    runtimes,
    bots,
    leaseTtlMs: 3_000,
    ownPostgres: true,
    cable: true,
    random: seededRandom(seed),
    // Nobody looks at the messages but the auditor, and in an hour they are many.
    telegram: { record: false },
    settings: { LOG_LEVEL: "info", ...jumpingClock },
  });
  const { world } = cluster;
  await cluster.underLoad(messagesPerSecond);
  const started = performance.now();
  const ended = signal ?? new AbortController().signal;
  const broken: string[] = [];
  const time = () => `${((performance.now() - started) / 1_000).toFixed(1).padStart(6)} s`;

  const inject = async ({ kind, lastsMs, pick }: PlannedFault) => {
    say(`${time()}  ${kind}${lastsMs > 0 ? ` for ${(lastsMs / 1_000).toFixed(1)} s` : ""}`);
    try {
      const hit = await injectors[kind](cluster, { lastsMs, pick });
      say(`${time()}  ${kind}: ${hit ? `over (${hit})` : "nobody to hit"}`);
    } catch (error) {
      say(`${time()}  ${kind}: ${error}`);
      broken.push(`${kind}: ${error}`);
    }
  };
  const under = new Set<Promise<void>>();
  for (const fault of planFaults({ seed, durationMs, everyMs })) {
    await sleep(Math.max(0, started + fault.atMs - performance.now()), undefined, { signal: ended }).catch(() => {});
    if (ended.aborted) break;
    const injected = inject(fault).finally(() => under.delete(injected));
    under.add(injected);
    world.openai.requests.length = 0;
  }
  await Promise.all(under);

  say(`${time()}  The faults are over`);
  await cluster.settled(60_000);
  say(`${time()}  Every bot is polled`);
  const verdict = await cluster.verdict({ timeoutMs: 60_000 });
  for (const key of [verdict.lost, verdict.doubled, verdict.misordered].flatMap((keys) => keys.slice(0, tracedKeys))) {
    say(await traceOf(cluster, key));
  }
  const gaps = cluster.bots.flatMap(({ sim }) => sim.polls.gapsMs);
  return {
    verdict,
    broken,
    messages: cluster.auditor.report().expected,
    unknown: (await unknownAnswers(cluster)).size,
    gaps: { p50: percentile(gaps, 50), p99: percentile(gaps, 99), longest: percentile(gaps, 100) },
  };
}
