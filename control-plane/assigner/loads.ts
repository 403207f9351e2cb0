/** What every runtime bears, while a plan is being made: the weight of its shards first, and how many they are. */

interface Weighed {
  id: number;
  weight: number;
}

export interface Load {
  readonly runtime: string;
  weight: number;
  shards: number;
  /** Shards that may be moved away. */
  readonly movable: Weighed[];
}

export class Loads {
  readonly #loads: Map<string, Load>;

  constructor(runtimes: readonly string[]) {
    const empty = (runtime: string): Load => ({ runtime, weight: 0, shards: 0, movable: [] });
    this.#loads = new Map(runtimes.toSorted().map((runtime) => [runtime, empty(runtime)]));
  }

  get all(): readonly Load[] {
    return [...this.#loads.values()];
  }

  has(runtime: string): boolean {
    return this.#loads.has(runtime);
  }

  add(runtime: string, { id, weight }: Weighed, { movable }: { movable: boolean }): void {
    const load = this.#loads.get(runtime)!;
    load.weight += weight;
    load.shards++;
    if (movable) load.movable.push({ id, weight });
  }

  /**
   * Gives a shard to the runtime named, else to the one that bears least.
   *
   * @param may who comes into question; one at least
   * @returns which it was
   */
  give(shard: Weighed, to: string | null, may: (runtime: string) => boolean = () => true): string {
    const among = this.all.filter(({ runtime }) => may(runtime));
    const runtime = to ?? least(among, shard.weight > 0 ? byWeight : byCount).runtime;
    this.add(runtime, shard, { movable: false });
    return runtime;
  }

  move(shard: Weighed, from: Load, to: Load): void {
    from.weight -= shard.weight;
    from.shards--;
    from.movable.splice(from.movable.indexOf(shard), 1);
    this.add(to.runtime, shard, { movable: false });
  }
}

type Order = (a: Load, b: Load) => number;

/** Shards without bots weigh nothing: they are dealt out by number. */
export const byCount: Order = (a, b) => a.shards - b.shards;
export const byWeight: Order = (a, b) => a.weight - b.weight || byCount(a, b);

export const least = (loads: readonly Load[], order: Order) => loads.reduce((a, b) => (order(b, a) < 0 ? b : a));
export const most = (loads: readonly Load[], order: Order) => loads.reduce((a, b) => (order(b, a) > 0 ? b : a));
