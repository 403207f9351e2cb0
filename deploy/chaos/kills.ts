/**
 * `npm run chaos -- --kills 20`: runtimes die one after the other while their bots answer, each with sends on the way to
 * Telegram. Each answer has to arrive once all the same, and the journal has to know it.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { seededRandom } from "#shared/testing/random.ts";
import { openCluster } from "../tests/testing/cluster.ts";
import { flawsIn, unknownAnswers } from "../tests/testing/verdict.ts";

interface Options {
  kills: number;
  seed: number;
  bots?: number;
  messagesPerSecond?: number;
  /** Ends the run early; the verdict comes all the same. */
  signal?: AbortSignal;
  say(line: string): void;
}

export interface KillsReport {
  /** What did not go as it should; none when all is well. */
  flaws: string[];
  messages: number;
  /** Sends that were under way when a runtime was killed. */
  caught: number;
  /** Of these, how many the journal does not know to have arrived or not. */
  unknown: number;
}

/** How long a send is on its way: of half of the bots until it arrives, of the others until its answer does. */
const onTheWayMs = 60;
/** Between two kills, beside what it takes until all serve again. */
const betweenMs: [number, number] = [1_000, 4_000];
/** Sends whose outcome their runtime had not written down. */
const cutOff = `select count(*)::int as sends from messages m
  join bots b on b.id = m.bot_id join shards s on s.id = b.shard where m.status = 'sending' and s.owner = $1`;
/** Of the answers, how many may stay unknown. */
const mostUnknown = 1 / 10_000;

export async function runKills({
  kills,
  seed,
  bots = 20,
  messagesPerSecond = 40,
  signal,
  say,
}: Options): Promise<KillsReport> {
  await using cluster = await openCluster({
    runtimes: 3,
    bots,
    leaseTtlMs: 3_000,
    ownPostgres: true,
    random: seededRandom(seed),
    settings: { LOG_LEVEL: "info" },
  });
  const { world, random } = cluster;
  for (const [n, when] of (["before", "after"] as const).entries()) {
    const among = new Set(cluster.bots.flatMap(({ sim }, index) => (index % 2 === n ? sim.id : [])));
    world.telegram.inject({ kind: "delay", ms: onTheWayMs, when }, { method: "sendMessage", among });
  }
  await cluster.underLoad(messagesPerSecond);
  const started = performance.now();
  let caught = 0;
  for (let killed = 1; killed <= kills && !signal?.aborted; killed++) {
    await sleep(random.between(...betweenMs), undefined, { signal }).catch(() => {});
    const victim = random.pick(cluster.running);
    await victim.kill();
    const [row] = await world.query<{ sends: number }>(cutOff, [victim.id]);
    caught += row!.sends;
    await cluster.recovered();
    const { expected, answered } = cluster.auditor.report();
    const seconds = Math.round((performance.now() - started) / 1_000);
    say(`${seconds} s: kill ${killed}, ${caught} sends caught so far; ${answered} of ${expected} answered`);
  }
  const verdict = await cluster.verdict({ timeoutMs: 120_000 });
  const unknown = await unknownAnswers(cluster);
  const { expected, lost } = cluster.auditor.report();
  return {
    flaws: [
      ...flawsIn(verdict),
      ...(lost.length > 0 ? [`unanswered: ${lost.length}`] : []),
      ...(unknown.size > expected * mostUnknown ? [`unknown: ${unknown.size}`] : []),
    ],
    messages: expected,
    caught,
    unknown: unknown.size,
  };
}
