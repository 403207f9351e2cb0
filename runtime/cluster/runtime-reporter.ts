/** Tells every two seconds how this runtime fares: the assigner weighs by it, and operators look at it. */
import { hostname } from "node:os";
import type { Coordination } from "#shared/coordination/coordination.ts";
import { rounds } from "#shared/lifecycle/rounds.ts";
import type { LoadMeter } from "./load-meter.ts";

interface Deps {
  coordination: Pick<Coordination, "runtimes">;
  runtimeId: string;
  load: LoadMeter;
  /** Bots served now. */
  bots(): number;
  /** Updates stored and not yet handled that are held in memory. */
  waiting(): number;
}

const everyMs = 2_000;

/** Reports until `signal` aborts, and then takes the report back. */
export async function reportRuntime(
  { coordination: { runtimes }, runtimeId, load, bots, waiting }: Deps,
  signal: AbortSignal,
): Promise<void> {
  const startedAt = Date.now();
  const report = () => ({
    host: hostname(),
    startedAt,
    at: Date.now(),
    bots: bots(),
    waiting: waiting(),
    memoryBytes: process.memoryUsage.rss(),
    ...load.lastMinute,
  });
  // A report that is lost is followed by the next one.
  const round = () => runtimes.put(runtimeId, report()).catch(() => {});
  await rounds({ everyMs, round }, signal);
  await runtimes.remove(runtimeId).catch(() => {});
}
