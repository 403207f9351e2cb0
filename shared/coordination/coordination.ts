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
  /** The names held now that begin with `prefix`. */
  held(prefix: string): Promise<string[]>;
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
 * `shards`: the owner of shards changed; the key is the runtime concerned.
 * `assign`: a runtime came or went.
 */
export type Topic = "bot" | "shards" | "assign";

/** How each bot's polling goes, as its runtime last told. */
export interface PollReports {
  put(reports: ReadonlyMap<string, PollReport>): Promise<void>;
  /** Forgets what `runtime` told about these bots; reports of other runtimes stay. */
  remove(runtime: string, botIds: readonly string[]): Promise<void>;
  /** The reports there are; a bot that nobody has told about is missing. */
  get(botIds: readonly string[]): Promise<Map<string, PollReport>>;
}

export interface PollReport {
  readonly runtime: string;
  readonly state: BotState;
  /** When Telegram last answered a getUpdates, in ms since the epoch; `null` before the first. */
  readonly lastPollAt: number | null;
  readonly lastError: BotError | null;
}

export interface LimiterOptions {
  keyPrefix: string;
  /** How many in `duration`. */
  points: number;
  /** Seconds. */
  duration: number;
}
