/**
 * The real runtime on a database of its own, between Telegram's simulator and a model's. Tests connect bots, let people
 * write, stop the runtime and start it again. One that needs none of this for itself alone shares a runtime instead:
 * `shared-runtime.ts`.
 *
 *     await using served = await serve();
 *     const bot = await served.addBot();
 *     served.telegram.user().says(bot.sim, "Hello");
 *     await bot.sim.waitForMessage("echo: Hello");
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, Pool } from "pg";
import { Registry } from "prom-client";
import { createAi } from "#shared/ai/ai.ts";
import { type AiKeys, createAiKeys } from "#shared/ai/keys.ts";
import { agreeOn } from "#shared/cluster/installation.ts";
import { type Config, readConfig } from "#shared/config.ts";
import { memoryCoordination } from "#shared/coordination/memory.ts";
import { openDb } from "#shared/db/open.ts";
import { openFileStore } from "#shared/files/open.ts";
import { createLog } from "#shared/log.ts";
import { createVault } from "#shared/secrets/vault.ts";
import { type OpenAi, startOpenAi } from "#shared/testing/openai/openai.ts";
import { testDatabase } from "#shared/testing/postgres/test-database.ts";
import type { Switches } from "#shared/testing/telegram/switches.ts";
import { startTelegram, type Telegram } from "#shared/testing/telegram/telegram.ts";
import { type RuntimeDeps, startRuntime } from "../runtime.ts";
import { grantShards } from "./grant.ts";
import { RuntimeProcess } from "./runtime-process.ts";
import { type Ground, ServedBots, shards } from "./served-bots.ts";

const secretKey = "a secret key of tests, long enough";

export interface Options {
  config?: Record<string, string>;
  telegram?: Partial<Switches>;
  /** False: the test starts it, or another process serves. */
  start?: boolean;
  /** What a tenant asks the model with in place of the platform's key. */
  keyOf?: (platformKey: string, tenantId: string) => string;
  /** By default all that there are. */
  openChannels?: RuntimeDeps["openChannels"];
}

export async function serve(options: Options = {}): Promise<Served> {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await testDatabase());
  const telegram = stack.use(await startTelegram(options.telegram));
  const openai = stack.use(await startOpenAi());
  const coordination = stack.use(memoryCoordination());
  const orm = stack.adopt(openDb(database.url), (opened) => opened.close());
  const pool = stack.adopt(new Pool({ connectionString: database.url, max: 4 }), (opened) => opened.end());
  pool.on("error", () => {});
  const vault = createVault(secretKey);
  await agreeOn(orm, { shards, keyId: vault.keyId });
  stack.use(grantShards({ pool, coordination }));
  const dataDir = stack.adopt(await mkdtemp(join(tmpdir(), "served-")), (dir) => rm(dir, { recursive: true }));

  const env = {
    TELEGRAM_API_ROOT: telegram.url,
    TELEGRAM_POLL_TIMEOUT_S: "5",
    TELEGRAM_ARRIVAL_MS: "1000",
    OPENAI_API_KEY: "sk-the-platform-key",
    OPENAI_BASE_URL: openai.url,
    SHARDS: String(shards),
    SECRET_KEY: secretKey,
    DATA_DIR: dataDir,
    ...options.config,
  };
  const files = stack.use(await openFileStore(readConfig(env)));
  const { keyOf, openChannels } = options;
  const parts = { coordination, orm, files, vault, env, logged: [], databaseUrl: database.url, telegram, openai, pool };
  const served = new Served({ ...parts, keyOf, openChannels }, stack.move());
  if (options.start !== false) await served.start();
  return served;
}

interface Parts extends Ground {
  logged: string[];
  databaseUrl: string;
  telegram: Telegram;
  openai: OpenAi;
  pool: Pool;
  keyOf: Options["keyOf"];
  openChannels: Options["openChannels"];
}

export class Served extends ServedBots implements AsyncDisposable {
  override readonly telegram: Telegram;
  override readonly openai: OpenAi;
  readonly databaseUrl: string;
  /** What the bots stand on, for whoever shares it. */
  readonly ground: Ground;
  readonly #parts: Parts;
  readonly #stack: AsyncDisposableStack;
  #runtime: (AsyncDisposable & { id: string }) | null = null;

  constructor(parts: Parts, stack: AsyncDisposableStack) {
    super(parts);
    this.databaseUrl = parts.databaseUrl;
    this.telegram = parts.telegram;
    this.openai = parts.openai;
    this.ground = parts;
    this.#parts = parts;
    this.#stack = stack;
  }

  get config(): Config {
    return readConfig(this.env);
  }

  protected override get serving(): boolean {
    return this.#runtime !== null;
  }

  protected override tenantOfNewBot(): Promise<string> {
    return this.addTenant();
  }

  /** Starts the runtime, and waits until it owns the shards. */
  async start(): Promise<void> {
    const { config, coordination, files } = this;
    const { orm, vault, logged, keyOf, openChannels } = this.#parts;
    const keys = createAiKeys({ orm, vault, platformKey: config.OPENAI_API_KEY });
    this.#runtime = await startRuntime({
      config,
      databaseUrl: this.databaseUrl,
      log: createLog({ level: "trace", pretty: false, destination: { write: (line) => void logged.push(line) } }),
      orm,
      files,
      coordination,
      vault,
      ai: createAi({
        keys: keyOf ? renamed(keys, config, keyOf) : keys,
        baseUrl: config.OPENAI_BASE_URL,
        timeoutMs: config.AI_TIMEOUT_MS,
      }),
      metrics: new Registry(),
      ...(openChannels && { openChannels }),
    });
    await this.until(async () => (await this.sql("select from shards where owner is null")).length === 0);
  }

  /** Stops the runtime as SIGTERM does. */
  async stop(): Promise<void> {
    const runtime = this.#runtime;
    this.#runtime = null;
    await runtime?.[Symbol.asyncDispose]();
  }

  /** Starts a runtime in a process of its own, which a test may kill. Stop the one in this process first. */
  startProcess(): Promise<RuntimeProcess> {
    return RuntimeProcess.start({ ...this.env, DATABASE_URL: this.databaseUrl });
  }

  /** The runtime's name in `shards.owner`. */
  get runtimeId(): string {
    return this.#runtime!.id;
  }

  /** Asks the database as the system. */
  async sql<Row = Record<string, unknown>>(query: string, values?: unknown[]): Promise<Row[]> {
    return (await this.#parts.pool.query(query, values)).rows as Row[];
  }

  /** Runs `work` while nobody can connect to the database, and whoever was is cut off. */
  async withoutDatabase(work: () => Promise<void>): Promise<void> {
    const { pathname, href } = new URL(this.databaseUrl);
    const name = pathname.slice(1);
    const admin = new Client({ connectionString: href.replace(pathname, "/postgres") });
    await admin.connect();
    try {
      await admin.query(`alter database ${name} allow_connections false`);
      await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [name]);
      await work();
    } finally {
      await admin.query(`alter database ${name} allow_connections true`);
      await admin.end();
    }
  }

  /** Holds the locks that `query` takes until they are disposed of. */
  async hold(query: string): Promise<AsyncDisposable> {
    const client = await this.#parts.pool.connect();
    await client.query(`begin; ${query}`);
    return {
      async [Symbol.asyncDispose]() {
        await client.query("rollback");
        client.release();
      },
    };
  }

  /** Keeps back every answer that is being written down, until it is disposed of. */
  async holdAnswers(): Promise<AsyncDisposable> {
    await this.sql(`
      create function wait() returns trigger language plpgsql as $$ begin
        perform pg_advisory_xact_lock(1);
        return new;
      end $$;
      create trigger wait before insert on messages for each row
        when (new.direction = 'outbound') execute function wait()`);
    return this.hold("select pg_advisory_xact_lock(1)");
  }

  /** Waits until somebody waits for a lock that a test {@link hold}s. */
  async blocked(): Promise<void> {
    await this.until(
      async () =>
        (await this.sql("select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"))
          .length > 0,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await this.#stack.disposeAsync();
  }
}

/** Keys of whom the platform's key serves, each as a key of its tenant. */
function renamed(keys: AiKeys, { OPENAI_API_KEY }: Config, keyOf: NonNullable<Options["keyOf"]>): AiKeys {
  return {
    async keyFor(tenantId) {
      const key = await keys.keyFor(tenantId);
      return key !== null && key === OPENAI_API_KEY ? keyOf(key, tenantId) : key;
    },
  };
}
