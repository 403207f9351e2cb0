/**
 * `npm run chaos -- --minutes 30 --seed 7 --runtimes 3 --bots 100 --rate 50`: breaks a cluster under load in every way
 * we know, and says in the end whether anything was lost, doubled or out of order. The same seed makes the same plan.
 *
 * `npm run chaos -- --backlog 2000000` has so many chats wait for a runtime with little memory; `--kills 20` kills so many
 * runtimes with sends on the way to Telegram; `--orphans 10000` kills one that serves so many bots; `--outage 3000` has a
 * hundred messages wait at Telegram for each of so many; `--deletion 2500000` deletes a bot with so many messages.
 *
 * `npm run chaos -- --mutations` breaks the program instead, and demands that it shows.
 */
import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { stopRequests } from "#shared/lifecycle/stop-requests.ts";
import { openCluster } from "../tests/testing/cluster.ts";
import * as scenarios from "../tests/testing/scenarios.ts";
import { flawsIn } from "../tests/testing/verdict.ts";
import { runBacklog } from "./backlog.ts";
import { runChaos } from "./chaos-run.ts";
import { runDeletion } from "./deletion.ts";
import { runFailOver } from "./fail-over.ts";
import { runKills } from "./kills.ts";
import { makeMutant } from "./mutant.ts";
import { mutations } from "./mutations.ts";
import { runOutage } from "./outage.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "5" },
    seed: { type: "string", default: String(randomInt(2 ** 31)) },
    runtimes: { type: "string", default: "3" },
    bots: { type: "string", default: "100" },
    rate: { type: "string", default: "50" },
    backlog: { type: "string" },
    kills: { type: "string" },
    orphans: { type: "string" },
    outage: { type: "string" },
    deletion: { type: "string" },
    mutations: { type: "boolean", default: false },
  },
});
const stop = stopRequests();
const passed = await run();
process.exit(passed ? 0 : 1);

function run(): Promise<boolean> {
  const { mutations, backlog, kills, orphans, outage, deletion, minutes, seed } = values;
  const durationMs = Number(minutes) * 60_000;
  const common = { signal: stop.drain, say: console.log };
  if (mutations) return tryMutations();
  if (backlog) return judged(runBacklog({ ...common, chats: Number(backlog), durationMs }));
  if (kills) return judged(runKills({ ...common, kills: Number(kills), seed: Number(seed) }));
  if (orphans) return judged(runFailOver({ ...common, orphans: Number(orphans) }));
  if (outage) return judged(runOutage({ ...common, bots: Number(outage), durationMs }));
  if (deletion) return judged(runDeletion({ ...common, messages: Number(deletion), durationMs }));
  return breakCluster();
}

async function judged(run: Promise<{ flaws: readonly string[] }>): Promise<boolean> {
  const { flaws, ...figures } = await run;
  console.log(figures);
  for (const flaw of flaws) console.log(flaw);
  return flaws.length === 0;
}

async function breakCluster(): Promise<boolean> {
  const { seed, minutes, runtimes, bots, rate } = values;
  console.log(`Seed ${seed}: ${minutes} minutes, ${runtimes} runtimes, ${bots} bots, ${rate} messages a second`);
  const { verdict, broken, ...figures } = await runChaos({
    seed: Number(seed),
    durationMs: Number(minutes) * 60_000,
    runtimes: Number(runtimes),
    bots: Number(bots),
    messagesPerSecond: Number(rate),
    signal: stop.drain,
    say: console.log,
  });
  console.log(figures);
  const flaws = [...flawsIn(verdict), ...broken];
  for (const flaw of flaws) console.log(flaw);
  console.log(
    flaws.length === 0
      ? `Nothing lost, nothing doubled, everything in order (seed ${seed})`
      : `Not flawless; to repeat: --seed ${seed}`,
  );
  return flaws.length === 0;
}

async function tryMutations(): Promise<boolean> {
  let noticed = 0;
  for (const mutation of mutations) {
    if (stop.drain.aborted) break;
    await using mutant = await makeMutant(mutation);
    await using cluster = await openCluster({ ...scenarios.cluster, ownPostgres: true, root: mutant.root });
    const verdict = await mutation.scenario(cluster);
    const isNoticed = verdict[mutation.flaw].length > 0;
    if (isNoticed) noticed++;
    console.log(`${mutation.name}: ${isNoticed ? "noticed" : "NOT NOTICED"} (${flawsIn(verdict).join("; ")})`);
  }
  console.log(`${noticed} of ${mutations.length} mutations were noticed`);
  return noticed === mutations.length;
}
