/** The bots of the shards owned here, as the database lists them. */
import type { Pool } from "pg";
import { batched } from "#shared/lifecycle/batched.ts";

export interface Listing {
  id: string;
  tenantId: string;
  /** Where people write to it. */
  channel: string;
  /** These three are `null` while it has no token. */
  telegramId: number | null;
  username: string | null;
  tokenSealed: string | null;
  name: string;
  isActive: boolean;
  shard: number;
  revision: number;
  /** Of the command list that Telegram was last told, and the revision at which that was checked. */
  commandsHash: string | null;
  commandsRevision: number | null;
}

export interface BotDirectory {
  inShards(shards: readonly number[]): Promise<Listing[]>;
  /** Those whose revision is higher. */
  changedSince(revision: number, shards: readonly number[]): Promise<Listing[]>;
  /** @returns null when the bot does not exist (any more) */
  byId(id: string): Promise<Listing | null>;
  /** Every bot's revision, by id: to find what a change missed. */
  revisions(shards: readonly number[]): Promise<Map<string, number>>;
}

const columns = `id, tenant_id as "tenantId", channel, telegram_id::float8 as "telegramId", username, name,
  token_sealed as "tokenSealed", is_active as "isActive", shard, revision::float8 as revision,
  commands_hash as "commandsHash", commands_revision::float8 as "commandsRevision"`;

export function createBotDirectory(pool: Pool): BotDirectory {
  const list = async (where: string, values: unknown[]) =>
    (await pool.query<Listing>(`select ${columns} from bots where ${where}`, values)).rows;

  return {
    inShards: (shards) => list("shard = any($1)", [shards]),
    changedSince: (revision, shards) => list("shard = any($1) and revision > $2", [shards, revision]),
    byId: batched(async (ids: readonly string[]) => {
      const listings = new Map((await list("id = any($1)", [ids])).map((listing) => [listing.id, listing]));
      return ids.map((id) => listings.get(id) ?? null);
    }),
    async revisions(shards) {
      const { rows } = await pool.query<{ id: string; revision: number }>(
        "select id, revision::float8 as revision from bots where shard = any($1)",
        [shards],
      );
      return new Map(rows.map(({ id, revision }) => [id, revision]));
    },
  };
}
