import { randomInt } from "node:crypto";
import { expect, test } from "vitest";
import { misfortune } from "../testing/simulation/schedule.ts";
import { SimulatedCluster } from "../testing/simulation/simulated-cluster.ts";

const schedules = Number(process.env.SIMULATION_SCHEDULES ?? 600);
/** SIMULATION_SEED repeats a schedule. */
const first = Number(process.env.SIMULATION_SEED ?? randomInt(2 ** 31));

test(`under any misfortune only a shard's owner calls for it, and in the end all are served (seed ${first})`, async () => {
  const count = process.env.SIMULATION_SEED ? 1 : schedules;
  for (let seed = first; seed < first + count; seed++) {
    const cluster = new SimulatedCluster(seed);
    const story = await misfortune(cluster);
    const { violations, unsettled } = cluster;
    if (violations.length + unsettled.length > 0) console.info(`SIMULATION_SEED=${seed}`, story);
    expect({ seed, violations: violations.slice(0, 3), unsettled }).toEqual({ seed, violations: [], unsettled: [] });
  }
});
