/** Half a minute of misfortune that a seed decides, and then peace. */
import { type SimulatedCluster, ttlMs } from "./simulated-cluster.ts";

const troubleMs = 30_000;
/** Long enough for every lease to end, and for all moves to be made. */
const peaceMs = 4 * ttlMs + 15_000;

const misfortunes: Record<string, (cluster: SimulatedCluster) => void> = {
  "a runtime is killed": (cluster) => {
    const [, ...others] = cluster.random.shuffled(cluster.alive);
    if (others[0]) others[0].process.killed = true;
  },
  "a runtime freezes": (cluster) => {
    const [victim] = cluster.random.shuffled(cluster.alive);
    victim?.process.freeze(cluster.random.between(100, 3 * ttlMs));
  },
  "a runtime leaves": (cluster) => {
    const [, ...others] = cluster.random.shuffled(cluster.alive);
    if (others[0]) void others[0].runtime.leave();
  },
  "a runtime joins": (cluster) => {
    if (cluster.alive.length < 5) cluster.startRuntime();
  },
  "an assigner is killed": (cluster) => {
    const [victim] = cluster.random.shuffled(cluster.assigners);
    if (victim) victim.killed = true;
    cluster.time.after(cluster.random.between(0, 4_000), () => cluster.startAssigner());
  },
  "an assigner freezes": (cluster) => {
    const [victim] = cluster.random.shuffled(cluster.assigners);
    victim?.freeze(cluster.random.between(100, 3 * ttlMs));
  },
  "Redis forgets": (cluster) => cluster.flush(),
  "Redis is away": (cluster) => void cluster.withoutRedis(cluster.random.between(200, 8_000)),
  "PostgreSQL is away": (cluster) => void cluster.withoutPostgres(cluster.random.between(200, 4_000)),
};

/** @returns what happened, for who wants to understand a failure */
export async function misfortune(cluster: SimulatedCluster): Promise<string[]> {
  const { time, random } = cluster;
  const story: string[] = [];
  for (let n = 0; n < 2; n++) cluster.startAssigner();
  for (let n = 0; n < 3; n++) cluster.startRuntime();
  await time.runUntil(random.between(500, 4_000));
  const until = time.now() + troubleMs;
  while (time.now() < until) {
    const name = random.pick(Object.keys(misfortunes));
    story.push(`${Math.round(time.now())} ms: ${name}`);
    misfortunes[name]!(cluster);
    await time.runUntil(time.now() + random.between(50, 6_000));
  }
  // Everybody may have left.
  cluster.startRuntime();
  cluster.startAssigner();
  await time.runUntil(time.now() + peaceMs);
  return story;
}
