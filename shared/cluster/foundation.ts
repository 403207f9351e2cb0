/** What control plane and runtime both stand on, opened once for a process. */
import { collectDefaultMetrics, Registry } from "prom-client";
import { type Ai, createAi } from "#shared/ai/ai.ts";
import { createAiKeys } from "#shared/ai/keys.ts";
import { type Config, clusterSettings } from "#shared/config.ts";
import type { Coordination } from "#shared/coordination/coordination.ts";
import { redisCoordination } from "#shared/coordination/redis/redis.ts";
import { databaseTime } from "#shared/db/database-time.ts";
import { migrate } from "#shared/db/migrate.ts";
import { closeDb, type Orm, openDb } from "#shared/db/open.ts";
import { ensureReachable } from "#shared/db/reachable.ts";
import type { FileStore } from "#shared/files/file-store.ts";
import { openFileStore } from "#shared/files/open.ts";
import { background } from "#shared/lifecycle/background.ts";
import { Vitals } from "#shared/lifecycle/vitals.ts";
import { wallClock } from "#shared/lifecycle/wall-clock.ts";
import type { Log } from "#shared/log.ts";
import { createVault, type Vault } from "#shared/secrets/vault.ts";
import { agreeOn } from "./installation.ts";

interface Given {
  config: Config;
  log: Log;
  databaseUrl: string;
  /** Seals secrets, and signs sessions. */
  secretKey: string;
  coordination: Coordination;
  /** To the database, for what is asked through MikroORM. Default 10. */
  connections?: number;
  vitals: Vitals;
}

export interface Foundation extends Given {
  orm: Orm;
  files: FileStore;
  vault: Vault;
  ai: Ai;
  metrics: Registry;
}

/**
 * Brings the database up to date on the way.
 *
 * @throws {ConfigError} when this process does not fit what the database was made with
 */
export async function openFoundation(given: Given): Promise<Foundation & AsyncDisposable> {
  const { config, databaseUrl, secretKey, connections } = given;
  await migrate(databaseUrl);
  await using stack = new AsyncDisposableStack();
  const orm = stack.adopt(openDb(databaseUrl, { poolSize: connections }), closeDb);
  const time = () => databaseTime(orm);
  await wallClock.set(time);
  stack.use(background((signal) => wallClock.keep(time, signal)));
  const files = stack.use(await openFileStore(config));
  const vault = createVault(secretKey);
  await agreeOn(orm, { shards: config.SHARDS, keyId: vault.keyId });
  const metrics = new Registry();
  collectDefaultMetrics({ register: metrics });
  const keys = createAiKeys({ orm, vault, platformKey: config.OPENAI_API_KEY });
  const ai = createAi({ keys, baseUrl: config.OPENAI_BASE_URL, timeoutMs: config.AI_TIMEOUT_MS });
  const opened = stack.move();
  return { ...given, orm, files, vault, ai, metrics, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

/**
 * The same for a process of a cluster, coordinated through Redis.
 *
 * @throws {ConfigError} when a setting that a cluster needs is missing
 * @throws {StartupError} when the database does not answer, or Redis is none to work with
 */
export async function openClusterFoundation(
  config: Config,
  log: Log,
  more: Pick<Given, "connections"> = {},
): Promise<Foundation & AsyncDisposable> {
  const { databaseUrl, redisUrls, secretKey } = clusterSettings(config);
  await ensureReachable(databaseUrl);
  await using stack = new AsyncDisposableStack();
  const vitals = new Vitals();
  const coordination = stack.use(await redisCoordination({ urls: redisUrls, log, onAway: tellOfRedis(vitals) }));
  const given = { ...more, config, log, vitals, databaseUrl, secretKey, coordination };
  const foundation = stack.use(await openFoundation(given));
  const opened = stack.move();
  return { ...foundation, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

/** While a Redis is away, `/healthz` and `/readyz` tell. */
export const tellOfRedis = (vitals: Vitals) => (isAway: boolean) =>
  vitals.set("redis", isAway ? { sentence: "Redis cannot be reached: the log says why", disabling: false } : null);
