/** The shards of one runtime, as the database has them: what it owns, what it is to own, and how it passes them on. */
import type { Pool } from "pg";
import { firstHandedOn } from "#shared/inbox/handed-on.ts";
import { batched } from "#shared/lifecycle/batched.ts";
import type { Tenure } from "../committer/tenure.ts";

export interface OwnShard {
  shard: number;
  epoch: number;
  /** Owned by this runtime; otherwise it is its target. */
  owned: boolean;
  /** The runtime that is to have it next; `null` when nobody is. */
  target: string | null;
  /** Whether the target can take over at once. */
  ready: boolean;
}

export interface ShardTable {
  own(): Promise<OwnShard[]>;
  /** Begins a new tenure of what is still owned: whatever somebody else has decided about the old one comes to nothing. */
  renew(): Promise<void>;
  /** Says that this runtime can take over. @returns those who are to hand over now */
  ready(shards: readonly number[]): Promise<string[]>;
  /** @returns those of the shards in which orders wait that only runtimes may have which know orders */
  withOrders(shards: readonly number[]): Promise<Set<number>>;
  /** Passes a shard to its target. @returns who has it now; `null` when nobody was to have it any more */
  handOver(tenure: Tenure): Promise<string | null>;
  /** Leaves everything to whoever the assigner gives it to, and takes back the wish to be drained. */
  giveBack(): Promise<void>;
  /** Asks for everything to be taken over. */
  drain(): Promise<void>;
}

export function createShardTable({ pool, runtime }: { pool: Pool; runtime: string }): ShardTable {
  const handOver = batched(async (tenures: readonly Tenure[]) => {
    const { rows } = await pool.query<{ id: number; owner: string }>(
      `update shards s set owner = s.target, previous_owner = s.owner, epoch = s.epoch + 1, granted_at = now(),
         target = null, target_ready = false
       from json_to_recordset($2) as t(shard int, epoch int)
       where s.id = t.shard and s.epoch = t.epoch and s.owner = $1 and s.target_ready and s.target is not null
       returning s.id, s.owner`,
      [runtime, JSON.stringify(tenures)],
    );
    const owners = new Map(rows.map(({ id, owner }) => [id, owner]));
    return tenures.map(({ shard }) => owners.get(shard) ?? null);
  });

  return {
    async own() {
      const { rows } = await pool.query<OwnShard>(
        `select id as shard, epoch, owner is not distinct from $1 as owned, target, target_ready as ready
         from shards where owner = $1 or target = $1 order by id`,
        [runtime],
      );
      return rows;
    },
    async renew() {
      await pool.query("update shards set epoch = epoch + 1 where owner = $1", [runtime]);
    },
    async ready(shards) {
      const { rows } = await pool.query<{ owner: string }>(
        "update shards set target_ready = true where target = $1 and id = any($2) returning owner",
        [runtime, shards],
      );
      return [...new Set(rows.map(({ owner }) => owner))];
    },
    async withOrders(shards) {
      const { rows } = await pool.query<{ shard: number }>(
        `select distinct b.shard from bots b join inbox i on i.bot_id = b.id
         where b.shard = any($1) and b.is_active and i.done_at is null and i.update_id <= ${firstHandedOn}`,
        [shards],
      );
      return new Set(rows.map(({ shard }) => shard));
    },
    handOver,
    async giveBack() {
      await pool.query("update shards set owner = null, target = null, target_ready = false where owner = $1", [
        runtime,
      ]);
      await pool.query("delete from drains where runtime = $1", [runtime]);
    },
    async drain() {
      await pool.query("insert into drains (runtime) values ($1) on conflict do nothing", [runtime]);
    },
  };
}
