/** Every setting of BotFactory, read from the environment once, checked, and passed on as one object. */
import { z } from "zod";
import { PlanId } from "#shared/schemas/plan.ts";
import { isAllowable } from "./address-guard.ts";
import { StartupError } from "./lifecycle/startup-error.ts";

const port = z.coerce.number().int().min(0).max(65_535);
const httpUrl = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ""));
/** The page asks for everything from the root of its host. */
const rootUrl = httpUrl.refine(
  (url) => !URL.canParse(url) || /^\/?$/.test(new URL(url).pathname + new URL(url).search),
  "name no path: the page stands at the root of a host of its own, as bots.example.com",
);
const positive = z.coerce.number().int().min(1);
const notNegative = z.coerce.number().int().min(0);

const Settings = z.object({
  /** Where the page and the API listen; 0 picks a free port. */
  PORT: port.default(8080),
  HOST: z.string().default("127.0.0.1"),
  /** Where people reach the page from outside, when that is not `HOST:PORT`. */
  PUBLIC_URL: rootUrl.optional(),
  /** Whether strangers may sign up. The first user always may, and becomes the operator. */
  REGISTRATION: z.enum(["open", "closed"]).default("open"),
  DEFAULT_PLAN: PlanId.default("free"),
  /** Sign-ins and sign-ups a minute from one address; 0 turns the limit off. */
  AUTH_RATE_LIMIT: notNegative.default(10),
  /** API requests a minute for each user or key; 0 turns the limit off. */
  API_RATE_LIMIT: notNegative.default(600),
  /** Believe X-Forwarded-For and X-Forwarded-Proto: only behind a proxy that sets them. */
  TRUST_PROXY: z.stringbool().default(false),
  DATA_DIR: z.string().default("./data"),
  /** Where files lie: in a bucket of an S3-compatible service, or, with none of these, under `DATA_DIR`. */
  S3_BUCKET: z.string().min(1).optional(),
  /** Unset: Amazon's own. */
  S3_ENDPOINT: httpUrl.optional(),
  S3_REGION: z.string().min(1).optional(),
  S3_ACCESS_KEY_ID: z.string().min(1).optional(),
  S3_SECRET_ACCESS_KEY: z.string().min(1).optional(),
  /** `endpoint/bucket/key` instead of `bucket.endpoint/key`; by default where there is an `S3_ENDPOINT`. */
  S3_FORCE_PATH_STYLE: z.stringbool().optional(),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  /** One Redis, or several, comma-separated, that vote: what a cluster coordinates through. */
  REDIS_URL: z
    .string()
    .transform((urls) => urls.split(",").map((url) => url.trim()))
    .pipe(z.array(z.url({ protocol: /^rediss?$/ })).min(1))
    .optional(),
  /** Where a runtime of a cluster answers /healthz, /readyz and /metrics, on `HOST`; unset: nowhere. */
  METRICS_PORT: port.optional(),
  /** Seals tokens and keys in the database and signs sessions. */
  SECRET_KEY: z.string().min(32, "needs 32 characters or more").optional(),
  TELEGRAM_API_ROOT: httpUrl.default("https://api.telegram.org"),
  /** How long Telegram holds a poll, in seconds; lower it behind proxies that cut idle connections. */
  TELEGRAM_POLL_TIMEOUT_S: z.coerce.number().int().min(1).max(50).default(30),
  /** Bots that one runtime may begin to poll for in a minute; lower it where Telegram limits a cold start. */
  TELEGRAM_CONNECTS_PER_MINUTE: positive.max(1_000_000).default(6_000),
  /** How long after a send was cut off it may still arrive, in milliseconds: not found by then, it is sent again. */
  TELEGRAM_ARRIVAL_MS: z.coerce.number().int().min(100).max(600_000).default(10_000),
  OPENAI_API_KEY: z.string().min(1).optional(),
  OPENAI_BASE_URL: httpUrl.default("https://api.openai.com/v1"),
  /** How long a model may think, in milliseconds. */
  AI_TIMEOUT_MS: positive.default(60_000),
  /** How long the handling of one update may take, in milliseconds. */
  HANDLER_TIMEOUT_MS: positive.default(90_000),
  /** Hosts, addresses and CIDRs, comma-separated, that webhooks may reach though they are not in the public internet. */
  WEBHOOK_ALLOW: z
    .string()
    .default("")
    .transform((entries) => entries.split(",").flatMap((entry) => entry.trim() || []))
    .pipe(z.array(z.string().refine(isAllowable, "use hosts, addresses and ranges such as 10.0.0.0/8"))),
  /** Fixed parts of all bots; cannot change once a database is made. */
  SHARDS: z.coerce.number().int().min(1).max(65_536).default(1024),
  LEASE_TTL_MS: z.coerce.number().int().min(1000).max(60_000).default(5_000),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
});
export type Config = z.output<typeof Settings>;

/** A setting is missing or wrong. The message is one sentence that names it, and never its value. */
export class ConfigError extends StartupError {
  override readonly name = "ConfigError";
}

/**
 * @param env as `process.env`; empty values count as unset
 * @throws {ConfigError} naming the first wrong setting
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ""));
  const result = Settings.safeParse(given);
  if (result.success) return complete(result.data);
  const [issue] = result.error.issues;
  throw new ConfigError(`The setting ${issue!.path.join(".")} is wrong: ${issue!.message}`);
}

/** @throws {ConfigError} when files would go neither to S3 nor, knowingly, to the disk */
function complete(config: Config): Config {
  const names = Object.keys(config) as (keyof Config)[];
  const given = names.find((name) => name.startsWith("S3_") && config[name] !== undefined);
  const missing = (["S3_BUCKET", "S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY"] as const).find((name) => !config[name]);
  if (given && missing)
    throw new ConfigError(
      `The setting ${missing} is missing: ${given} is set, and files go to S3 with it or not at all`,
    );
  return config;
}

/** What a process of a cluster cannot do without. */
export interface ClusterSettings {
  databaseUrl: string;
  redisUrls: readonly string[];
  secretKey: string;
}

/** @throws {ConfigError} naming the first that is missing */
export function clusterSettings({ DATABASE_URL, REDIS_URL, SECRET_KEY }: Config): ClusterSettings {
  const missing = (name: string, what: string) =>
    new ConfigError(`The setting ${name} is missing: a process of a cluster needs ${what}; alone, use npm start`);
  if (!DATABASE_URL) throw missing("DATABASE_URL", "the PostgreSQL that all share");
  if (!REDIS_URL) throw missing("REDIS_URL", "the Redis that all share");
  if (!SECRET_KEY) throw missing("SECRET_KEY", "the same key as all others");
  return { databaseUrl: DATABASE_URL, redisUrls: REDIS_URL, secretKey: SECRET_KEY };
}
