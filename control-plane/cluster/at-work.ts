/** Who is at work now, by the leases that are held. */
import type { Leases } from "#shared/coordination/coordination.ts";

export interface AtWork {
  /** Whether a control plane is deciding which runtime owns which shard. */
  assigner: boolean;
  /** The ids of those alive. */
  runtimes: ReadonlySet<string>;
}

const runtimePrefix = "runtime:";

/** @returns `null` while nobody can be asked, which the coordination itself has logged */
export async function whoIsAtWork(leases: Pick<Leases, "held">): Promise<AtWork | null> {
  const held = await leases.held("").catch(() => null);
  if (!held) return null;
  const names = [...held.keys()];
  const runtimes = names.filter((name) => name.startsWith(runtimePrefix));
  return {
    assigner: held.has("assigner"),
    runtimes: new Set(runtimes.map((name) => name.slice(runtimePrefix.length))),
  };
}
