/** Does what the assigner does, which lives in the control plane: gives every shard to the runtime whose lease shows up. */
import type { Pool } from "pg";
import type { Coordination } from "#shared/coordination/coordination.ts";

const prefix = "runtime:";

export function grantShards({ pool, coordination }: { pool: Pool; coordination: Coordination }): AsyncDisposable {
  const { leases, wakeUps } = coordination;
  const work = new Set<Promise<void>>();
  const assign = async () => {
    const [resource] = (await leases.held(prefix)).keys();
    if (!resource) return;
    const owner = resource.slice(prefix.length);
    await pool.query("update shards set owner = $1, target = null, epoch = epoch + 1 where owner is distinct from $1", [
      owner,
    ]);
    wakeUps.publish("shards", owner);
  };
  const end = wakeUps.subscribe("assign", () => {
    const assigning = assign().finally(() => work.delete(assigning));
    work.add(assigning);
  });
  return {
    async [Symbol.asyncDispose]() {
      end();
      await Promise.all(work);
    },
  };
}
