/** The real control plane on a database of its own, with Telegram's simulator behind it, reached over HTTP. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Pool } from "pg";
import { Registry } from "prom-client";
import type { Ai } from "#shared/ai/ai.ts";
import { type Config, readConfig } from "#shared/config.ts";
import type { Coordination } from "#shared/coordination/coordination.ts";
import { memoryCoordination } from "#shared/coordination/memory.ts";
import { type Orm, openDb } from "#shared/db/open.ts";
import type { FileStore } from "#shared/files/file-store.ts";
import { openFileStore } from "#shared/files/open.ts";
import { Vitals } from "#shared/lifecycle/vitals.ts";
import { createLog } from "#shared/log.ts";
import { createVault, type Vault } from "#shared/secrets/vault.ts";
import { DatabaseProxy } from "#shared/testing/postgres/database-proxy.ts";
import { testDatabase } from "#shared/testing/postgres/test-database.ts";
import type { Switches } from "#shared/testing/telegram/switches.ts";
import { startTelegram, type Telegram } from "#shared/testing/telegram/telegram.ts";
import { openAllClients } from "../channels/all-channels.ts";
import type { ChannelClient } from "../channels/channel-client.ts";
import { startControlPlane } from "../control-plane.ts";
import { Visitor } from "./visitor.ts";

export const password = "correct horse battery";
const secretKey = "a secret key of tests, long enough";

interface Options {
  config?: Record<string, string>;
  ai?: Ai;
  pageDir?: string;
  /** False: shards stay as the test puts them, as if another control plane were assigning. Default true. */
  assigns?: boolean;
  telegram?: Partial<Switches>;
  /** Of channels besides those that there are. */
  clients?: readonly ChannelClient[];
}

export interface TestedControlPlane extends AsyncDisposable {
  url: string;
  config: Config;
  orm: Orm;
  /** The database itself, past what leads to it here. */
  databaseUrl: string;
  files: FileStore;
  /** What leads to the database. `sql` goes past it. */
  database: DatabaseProxy;
  vault: Vault;
  coordination: Coordination;
  telegram: Telegram;
  metrics: Registry;
  vitals: Vitals;
  /** Every line logged so far. */
  logged: string[];
  /** Asks the database as the system. */
  sql(query: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  /** Somebody who is not signed in. */
  visitor(headers?: Record<string, string>): Visitor;
  /** Somebody new who is; the first of all is the operator, on the plan enterprise. */
  person(name: string): Promise<Visitor>;
}

export async function testedControlPlane({
  config: settings,
  ai,
  pageDir,
  assigns = true,
  telegram: switches,
  clients = [],
}: Options = {}): Promise<TestedControlPlane> {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await testDatabase());
  const telegram = stack.use(await startTelegram(switches));
  const proxy = stack.use(await DatabaseProxy.to(database.url));
  const orm = stack.adopt(openDb(proxy.through(database.url)), (orm) => orm.close());
  const pool = stack.adopt(new Pool({ connectionString: database.url, max: 3 }), (pool) => pool.end());
  const dataDir = stack.adopt(await mkdtemp(join(tmpdir(), "control-plane-")), (dir) => rm(dir, { recursive: true }));
  const logged: string[] = [];
  const config = readConfig({
    PORT: "0",
    AUTH_RATE_LIMIT: "0",
    API_RATE_LIMIT: "0",
    TELEGRAM_API_ROOT: telegram.url,
    DATA_DIR: dataDir,
    ...settings,
  });
  const files = stack.use(await openFileStore(config));
  const coordination = stack.use(memoryCoordination());
  if (!assigns) await coordination.leases.acquire("assigner", "another control plane", 3_600_000);
  const vault = createVault(secretKey);
  const metrics = new Registry();
  const vitals = new Vitals();
  const log = createLog({ level: "trace", pretty: false, destination: { write: (line) => void logged.push(line) } });
  const { url } = stack.use(
    await startControlPlane({
      config,
      log,
      orm,
      vitals,
      files,
      coordination,
      vault,
      secretKey,
      metrics,
      ai: ai ?? { complete: async () => ({ text: "An answer", model: "a-model", tokensUsed: 7 }) },
      pageDir: pageDir ?? "/nowhere",
      openClients: (config) => [...openAllClients(config), ...clients],
    }),
  );
  const running = stack.move();
  let people = 0;

  return {
    url,
    config,
    orm,
    databaseUrl: database.url,
    files,
    database: proxy,
    vault,
    coordination,
    telegram,
    metrics,
    vitals,
    logged,
    sql: async (query, values) => (await pool.query(query, values)).rows,
    visitor: (headers) => new Visitor(url, headers),
    async person(name) {
      const visitor = new Visitor(url);
      const email = `person-${++people}@example.com`;
      const { status, text } = await visitor.post("/api/auth/sign-up/email", { name, email, password });
      if (status !== 200) throw new Error(`${name} could not sign up: ${status} ${text}`);
      return visitor;
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
