/** Who should own which shard: a pure decision, with as few changes as possible. */

export interface ShardOwner {
  id: number;
  /** `null` while nobody owns it. */
  owner: string | null;
}

export interface Move {
  shard: number;
  to: string;
}

/**
 * Gives every shard whose owner is gone to the runtime with the fewest, and levels out the others until no two differ
 * by more than one.
 *
 * @param runtimes those alive; with none there is nothing to be done
 */
export function planMoves(shards: readonly ShardOwner[], runtimes: readonly string[]): Move[] {
  if (runtimes.length === 0) return [];
  const owned = new Map<string, number[]>(runtimes.toSorted().map((id) => [id, []]));
  const orphans: number[] = [];
  for (const { id, owner } of shards) {
    const mine = owner === null ? undefined : owned.get(owner);
    if (mine) mine.push(id);
    else orphans.push(id);
  }
  const byLoad = () => [...owned].sort(([, a], [, b]) => a.length - b.length);
  const moves: Move[] = [];
  const give = (shard: number, [to, mine]: [string, number[]]) => {
    mine.push(shard);
    moves.push({ shard, to });
  };

  for (const shard of orphans) give(shard, byLoad()[0]!);
  for (;;) {
    const loads = byLoad();
    const least = loads[0]!;
    const [, most] = loads.at(-1)!;
    if (most.length - least[1].length <= 1) return moves;
    give(most.pop()!, least);
  }
}
