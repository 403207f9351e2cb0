/** The shards as the database keeps them, with the conditions that its statements make. */
import type { ShardMap } from "#control-plane/assigner/shard-map.ts";
import type { OwnShard, ShardTable } from "#runtime/cluster/shard-table.ts";

interface Row {
  id: number;
  owner: string | null;
  target: string | null;
  ready: boolean;
  epoch: number;
}

export class SimulatedDatabase {
  readonly rows: Row[];
  readonly drains = new Set<string>();
  readonly #sessions: () => Set<string>;

  /** @param sessions the runtimes that are connected now */
  constructor(shards: number, sessions: () => Set<string>) {
    this.rows = Array.from({ length: shards }, (_, id) => ({ id, owner: null, target: null, ready: false, epoch: 0 }));
    this.#sessions = sessions;
  }

  /** As an assigner sees it. */
  map(): ShardMap {
    const changed = (shard: number, epoch: number | undefined, where: (row: Row) => boolean, set: Partial<Row>) => {
      const row = this.rows[shard]!;
      const holds = row.epoch === epoch && where(row);
      if (holds) Object.assign(row, { ready: false }, set);
      return holds;
    };
    return {
      read: async () => this.rows.map(({ id, owner, target, epoch }) => ({ id, owner, target, epoch })),
      activeBots: async () =>
        new Map(this.rows.map(({ id }): [number, number] => [id, id % 4]).filter(([, n]) => n > 0)),
      sessions: async () => this.#sessions(),
      draining: async () => new Set(this.drains),
      forgetDrains: async () => {},
      withOrders: async () => new Set(),
      grant: async (moves, rows) => {
        for (const { shard, to } of moves) {
          const epoch = rows.get(shard)!.epoch;
          changed(shard, epoch, () => true, { owner: to, target: null, epoch: epoch + 1 });
        }
        return [];
      },
      handOver: async (moves, rows) => {
        const idle = ({ owner, target }: Row) => owner !== null && target === null;
        return moves.filter(({ shard, to }) => changed(shard, rows.get(shard)!.epoch, idle, { target: to })).length;
      },
      cancel: async (shards, rows) => {
        for (const shard of shards) {
          const { epoch, target } = rows.get(shard)!;
          changed(shard, epoch, (row) => row.target === target, { target: null });
        }
      },
    };
  }

  /** As the runtime sees it. */
  table(runtime: string): ShardTable {
    const own = ({ id, owner, target, ready, epoch }: Row): OwnShard => ({
      shard: id,
      epoch,
      owned: owner === runtime,
      target,
      ready,
    });
    return {
      own: async () => this.rows.filter(({ owner, target }) => owner === runtime || target === runtime).map(own),
      renew: async () => {
        for (const row of this.rows) if (row.owner === runtime) row.epoch++;
      },
      ready: async (shards) => {
        const coming = this.rows.filter(({ id, target }) => target === runtime && shards.includes(id));
        for (const row of coming) row.ready = true;
        return [...new Set(coming.flatMap(({ owner }) => owner ?? []))];
      },
      withOrders: async () => new Set(),
      handOver: async ({ shard, epoch }) => {
        const row = this.rows[shard]!;
        if (row.owner !== runtime || row.epoch !== epoch || !row.ready || row.target === null) return null;
        Object.assign(row, { owner: row.target, target: null, ready: false, epoch: epoch + 1 });
        return row.owner;
      },
      giveBack: async () => {
        for (const row of this.rows)
          if (row.owner === runtime) Object.assign(row, { owner: null, target: null, ready: false });
        this.drains.delete(runtime);
      },
      drain: async () => void this.drains.add(runtime),
    };
  }
}
