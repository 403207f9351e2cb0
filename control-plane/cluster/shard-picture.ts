/** The shards as a picture: who owns each, in a form small enough to be sent every second, and which are on their way. */
import type { Cluster, Handover } from "#shared/schemas/cluster.ts";

export interface ShardRow {
  id: number;
  owner: string | null;
  target: string | null;
  state: "free" | "owned" | "preparing" | "prepared";
}

/** @param shards sorted by id, which count from 0 without a gap */
export function drawShards(shards: readonly ShardRow[]): Pick<Cluster, "shards" | "map" | "moving"> {
  const owners = [...new Set(shards.flatMap(({ owner }) => owner ?? []))].sort();
  const indexOf = new Map(owners.map((owner, index) => [owner, index]));
  const cells = shards.map(({ owner }) => (owner === null ? -1 : indexOf.get(owner)!));
  const moving = handovers(shards);
  const free = cells.filter((cell) => cell === -1).length;
  return {
    shards: {
      total: shards.length,
      free,
      owned: shards.length - free,
      moving: moving.reduce((sum, { shards }) => sum + shards.length, 0),
    },
    map: { owners, cells },
    moving,
  };
}

function handovers(shards: readonly ShardRow[]): Handover[] {
  const found = new Map<string, Handover>();
  for (const { id, owner, target, state } of shards) {
    if (owner === null || target === null || (state !== "preparing" && state !== "prepared")) continue;
    const key = `${owner} ${target} ${state}`;
    const handover = found.get(key) ?? { from: owner, to: target, state, shards: [] };
    handover.shards.push(id);
    found.set(key, handover);
  }
  return [...found.values()];
}
