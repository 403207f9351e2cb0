/**
 * The port through which processes of one installation agree and wake one another.
 * Nothing in it is the truth, which is in Postgres: all of it may be lost at any moment.
 *
 * Adapters: `memory.ts` for the single process, `redis/` for a cluster. Each passes `coordination.contract.ts`.
 */
import type { RateLimiterAbstract } from "rate-limiter-flexible";
import type { BotError, BotState } from "#shared/schemas/bot.ts";

export interface Coordination extends AsyncDisposable {
  readonly leases: Leases;
  readonly wakeUps: WakeUps;
  readonly polls: PollReports;
  readonly runtimes: RuntimeReports;
  /** A counter that refuses what comes too often; `keyPrefix` sets apart what it counts. */
  limiter(options: LimiterOptions): RateLimiterAbstract;
}

/** Exclusive, expiring rights to a name. */
export interface Leases {
  /** Takes the lease if it is free or expired; `null` when someone else holds it. */
  acquire(resource: string, holder: string, ttlMs: number): Promise<Lease | null>;
  /** Extends a lease still held; `false` when it has expired or passed to someone else. */
  renew(lease: Lease, ttlMs: number): Promise<boolean>;
  /** Gives the lease up. Does nothing when it is no longer ours. */
  release(lease: Lease): Promise<void>;
  /** The names held now that begin with `prefix`, and for how long if they are not renewed, in milliseconds. */
  held(prefix: string): Promise<Map<string, number>>;
}

export interface Lease {
  readonly resource: string;
  readonly holder: string;
}

/** Hints that something changed. They may be lost, doubled or late; a poll of the database finds what they missed. */
export interface WakeUps {
  publish(topic: Topic, key: string): void;
  /** @returns a function that ends the subscription */
  subscribe(topic: Topic, listener: (key: string) => void): () => void;
}

/**
 * `bot`: the bot with this id was changed, started, stopped or deleted.
 * `inbox`: something that Telegram did not bring came into the inbox of the bot with this id.
 * `preview`: something happened in the test chat with this id.
 * `shards`: the owner of shards changed; the key is the runtime concerned.
 * `assign`: a runtime came, goes or is gone, or a handover got on.
 * `deliveries`: a webhook of the bot with this id is to be sent, or the action of one of its submissions to be done.
 */
export type Topic = "bot" | "inbox" | "preview" | "shards" | "assign" | "deliveries";

/** How each bot's polling goes, as its runtime last told. */
export interface PollReports {
  put(reports: ReadonlyMap<string, PollReport>): Promise<void>;
  /** Forgets what `runtime` told about these bots; reports of other runtimes stay. */
  remove(runtime: string, botIds: readonly string[]): Promise<void>;
  /** The reports there are; a bot that nobody has told about is missing. */
  get(botIds: readonly string[]): Promise<Map<string, PollReport>>;
  /** The bots that somebody has told about, also those that are no more. */
  ids(): Promise<string[]>;
  /** Forgets what anybody told about these bots. */
  forget(botIds: readonly string[]): Promise<void>;
}

export interface PollReport {
  readonly runtime: string;
  readonly state: BotState;
  /** When Telegram last answered a getUpdates, in ms since the epoch; `null` before the first. */
  readonly lastPollAt: number | null;
  readonly lastError: BotError | null;
}

/** How each runtime fares, as it last told: the assigner weighs by it, and operators look at it. */
export interface RuntimeReports {
  put(runtime: string, report: RuntimeReport): Promise<void>;
  remove(runtime: string): Promise<void>;
  /** By the runtime's id. A runtime that ended without a word stays here until somebody removes it. */
  all(): Promise<Map<string, RuntimeReport>>;
}

export interface RuntimeReport {
  /** The machine's name. */
  readonly host: string;
  /** When the runtime started, and when it told this; in ms since the epoch. */
  readonly startedAt: number;
  readonly at: number;
  /** Bots it serves. */
  readonly bots: number;
  /** Updates that came in during the last minute. */
  readonly updatesPerMinute: number;
  /** The same by shard, without those that had none. */
  readonly shardUpdatesPerMinute: Readonly<Record<number, number>>;
  /** How long an update waited for its handling to begin, at worst in the last minute, in milliseconds. */
  readonly lagMs: number;
  /** Updates stored and not yet handled. */
  readonly waiting: number;
  /** Memory of the process, in bytes. */
  readonly memoryBytes: number;
}

export interface LimiterOptions {
  keyPrefix: string;
  /** How many in `duration`. */
  points: number;
  /** Seconds. */
  duration: number;
}
