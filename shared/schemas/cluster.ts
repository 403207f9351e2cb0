/** What operators see of the installation itself: its runtimes, who owns which shard, and how every bot's polling goes. */
import { z } from "zod";
import { added } from "./added.ts";
import { BotState, BotStatus } from "./bot.ts";
import { PageQuery } from "./page.ts";

export const RuntimeId = z.string().regex(/^[\w.-]{1,64}$/);

const count = z.number().int();

export const Runtime = z.object({
  id: z.string(),
  /** Whether it holds its lease; `null` while coordination cannot be reached, so that nobody knows. */
  alive: z.boolean().nullable(),
  /** Hands over what it has, and is given nothing more. */
  draining: z.boolean(),
  /** Shards it owns, and the bots in them that are switched on. */
  shards: count,
  bots: count,
  /** What it last told of itself, and when; `null` before the first time. */
  report: z
    .object({
      /** The machine's name. */
      host: z.string(),
      startedAt: z.iso.datetime(),
      reportedAt: z.iso.datetime(),
      /** Bots it serves. */
      bots: count,
      /** Updates that came in during the last minute. */
      updatesPerMinute: z.number(),
      /** How long an update waited for its handling to begin, at worst in the last minute, in milliseconds. */
      lagMs: z.number(),
      /** Updates stored and not yet handled. */
      waiting: count,
      /** Memory of the process, in bytes. */
      memoryBytes: z.number(),
    })
    .nullable(),
});
export type Runtime = z.infer<typeof Runtime>;

/** Shards that are on their way between the same two runtimes. */
export const Handover = z.object({
  from: z.string(),
  to: z.string(),
  /** `preparing`: `to` loads what it needs; `prepared`: it waits for `from` to finish what it has begun. */
  state: z.enum(["preparing", "prepared"]),
  shards: z.array(count),
});
export type Handover = z.infer<typeof Handover>;

/** Shards that were granted from one runtime to another in the same second. */
export const ShardMove = z.object({
  at: z.iso.datetime(),
  /** `null`: nobody had them. */
  from: z.string().nullable(),
  to: z.string(),
  shards: count,
  /** Bots in them that are switched on. */
  bots: count,
});
export type ShardMove = z.infer<typeof ShardMove>;

export const Cluster = z.object({
  /** Moving ones are counted among the owned ones too. */
  shards: z.object({ total: count, free: count, owned: count, moving: count }),
  /** All that are switched on, also those in free shards. */
  bots: count,
  /** Whether leases can be asked for. While not, runtimes stop at the end of theirs, and come back by themselves. */
  coordinationReachable: z.boolean(),
  /** Whether a control plane is deciding who owns what; `null` while nobody knows. */
  assigner: z.object({ held: z.boolean().nullable() }),
  runtimes: z.array(Runtime),
  /** `cells[shard]` is the index of the shard's owner in `owners`; -1 for a free one. */
  map: z.object({ owners: z.array(z.string()), cells: z.array(count) }),
  moving: z.array(Handover),
  /** Bots, forms and conversations that were deleted and are being removed, and how many rows of them are gone. */
  deletions: added(z.object({ waiting: count, removed: count }), { waiting: 0, removed: 0 }),
  /** Newest first: of the last ten minutes, 50 at most. A shard shows up with its latest move alone. */
  moves: z.array(ShardMove),
});
export type Cluster = z.infer<typeof Cluster>;

export const ClusterBot = z.object({
  id: z.uuid(),
  /** `null` while the bot has no token. */
  username: z.string().nullable(),
  name: z.string(),
  /** Name of the workspace it belongs to. */
  tenant: z.string(),
  shard: count,
  /** Who owns its shard; `null` while nobody does. */
  runtime: z.string().nullable(),
  ...BotStatus.shape,
});
export type ClusterBot = z.infer<typeof ClusterBot>;

export const ClusterBotQuery = PageQuery.extend({
  state: BotState.optional(),
  /** The id of the owner of the bot's shard. */
  runtime: RuntimeId.optional(),
  /** A part of the bot's name or username, or of its workspace's name. */
  q: z.string().trim().max(100).optional(),
});
export type ClusterBotQuery = z.infer<typeof ClusterBotQuery>;
