/**
 * The world around the program: Telegram, a model, a database. Programs may be started and killed any number of times
 * in it. Whatever they print is searched for the secrets in use: one that shows up fails the test.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { compileCache } from "#shared/testing/compile-cache.ts";
import { startOpenAi } from "#shared/testing/openai/openai.ts";
import { DatabaseProxy } from "#shared/testing/postgres/database-proxy.ts";
import { startPostgres } from "#shared/testing/postgres/own-postgres.ts";
import { testDatabase } from "#shared/testing/postgres/test-database.ts";
import { startRedis } from "#shared/testing/redis/redis.ts";
import type { Switches } from "#shared/testing/telegram/switches.ts";
import { startTelegram } from "#shared/testing/telegram/telegram.ts";
import { type Spawned, spawnProcess, stop } from "./spawned.ts";

const platformKey = "sk-platform-0123456789abcdef";
const secretKey = "a-secret-key-of-the-tests-0123456789-abcdef";

const scripts = {
  standalone: { script: "deploy/launch/standalone.ts", readyLine: /BotFactory is ready: (\S+)/ },
  controlPlane: { script: "control-plane/main.ts", readyLine: /control plane is ready: (\S+)/ },
  runtime: { script: "runtime/main.ts", readyLine: /runtime (\S+) is ready/ },
};

export interface WorldOptions {
  /** Settings for every program. */
  settings?: Record<string, string>;
  /** Whether there is a Redis, for a cluster. */
  cluster?: boolean;
  /** A PostgreSQL of this world alone, which can be stopped; else a database in that of the test run. */
  ownPostgres?: boolean;
  /** Whether runtimes reach the database by way of a proxy. */
  cable?: boolean;
  telegram?: Partial<Switches>;
  /** The checkout whose programs are started; this one by default. */
  root?: string;
}

export async function openWorld(options: WorldOptions = {}) {
  const { settings = {}, cluster, ownPostgres, cable: proxied, telegram: switches, root } = options;
  await using stack = new AsyncDisposableStack();
  const telegram = stack.use(await startTelegram(switches));
  const openai = stack.use(await startOpenAi());
  const postgres = ownPostgres ? stack.use(await startPostgres()) : null;
  const database: { readonly url: string } = postgres ?? stack.use(await testDatabase());
  const cable = proxied ? stack.use(await DatabaseProxy.to(database.url)) : null;
  const redis = cluster ? stack.use(await startRedis()) : null;
  const dataDir = stack.adopt(await mkdtemp(join(tmpdir(), "botfactory-program-")), (path) =>
    rm(path, { recursive: true, force: true }),
  );
  const secrets = new Set([platformKey, secretKey]);
  const printed: string[] = [];
  const running = new Set<Spawned>();

  stack.defer(async () => {
    for (const spawned of running) await stop(spawned, "SIGKILL");
    const all = printed.join("\n");
    for (const secret of secrets) {
      if (all.includes(secret)) throw new Error(`A program printed a secret: ${secret.slice(0, 6)}…`);
    }
  });
  const opened = stack.move();
  return {
    telegram,
    openai,
    database,
    /** `null` unless it is this world's own. */
    postgres,
    /** `null` unless it was asked for. */
    cable,
    redis,
    dataDir,
    secretKey,
    /** @param from the checkout that it is of, if not the world's */
    async start(program: keyof typeof scripts, more: Record<string, string> = {}, from = root): Promise<Spawned> {
      const spawned = await spawnProcess({
        ...scripts[program],
        ...(from && { root: from }),
        env: {
          PORT: "0",
          DATA_DIR: dataDir,
          DATABASE_URL: database.url,
          SECRET_KEY: secretKey,
          TELEGRAM_API_ROOT: telegram.url,
          OPENAI_BASE_URL: openai.url,
          OPENAI_API_KEY: platformKey,
          AUTH_RATE_LIMIT: "0",
          API_RATE_LIMIT: "0",
          LOG_LEVEL: "debug",
          ...(!from && compileCache),
          ...(redis && { REDIS_URL: redis.url }),
          ...settings,
          ...more,
        },
        onPrinted: (text) => printed.push(text),
      });
      running.add(spawned);
      spawned.child.once("exit", () => running.delete(spawned));
      return spawned;
    },
    /** Asks the programs' database, as a role that sees everything. */
    async query<Row = unknown>(sql: string, values: unknown[] = []): Promise<Row[]> {
      const client = new Client({
        connectionString: database.url,
        connectionTimeoutMillis: 5_000,
        query_timeout: 10_000,
      });
      client.on("error", () => {}); // a lost connection rejects the query; unheard, the event would end the process
      try {
        await client.connect();
        return (await client.query(sql, values)).rows as Row[];
      } finally {
        // Not awaited: a database that hangs would keep us waiting.
        client.end().catch(() => {});
      }
    },
    /** Nothing that a program prints may contain it. */
    keepSecret: (secret: string) => void secrets.add(secret),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

export type World = Awaited<ReturnType<typeof openWorld>>;
