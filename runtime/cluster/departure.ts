/** How a runtime leaves a cluster: it asks for its shards to be taken over, and waits until they are. */
import type { Coordination } from "#shared/coordination/coordination.ts";
import { sleep } from "#shared/lifecycle/sleep.ts";
import type { Log } from "#shared/log.ts";
import type { Fleet } from "./fleet.ts";
import type { ShardTable } from "./shard-table.ts";

interface Deps {
  coordination: Coordination;
  runtimeId: string;
  table: ShardTable;
  fleet: Pick<Fleet, "shards">;
  log: Log;
}

const lookEveryMs = 10;
/** How long the assigner may take to name who takes over, in milliseconds. */
const assignMs = 2_000;

/** Resolves when everything is handed over, when nobody is there to take it, or after `limitMs`. Never rejects. */
export async function depart({ coordination, runtimeId, table, fleet, log }: Deps, limitMs: number): Promise<void> {
  const started = performance.now();
  const took = () => performance.now() - started;
  try {
    const members = await coordination.leases.held("runtime:");
    if (members.size < 2 || fleet.shards.served === 0) return;
    await table.drain();
    coordination.wakeUps.publish("assign", runtimeId);
    while (fleet.shards.served > 0 && took() < limitMs) {
      if (fleet.shards.wanted === 0 && took() > assignMs) {
        log.warn("Nobody takes over what this runtime serves: it is left to be found");
        return;
      }
      await sleep(lookEveryMs);
    }
  } catch (error) {
    log.warn({ error }, "The runtime leaves without handing over");
  }
}
