/**
 * BotFactory in one process, on embedded defaults: what `npm start` runs.
 * However it ends, short of a kill -9, it leaves no process behind.
 */
import { collectDefaultMetrics, Registry } from "prom-client";
import { startControlPlane } from "#control-plane/control-plane.ts";
import { startRuntime } from "#runtime/runtime.ts";
import { createAi } from "#shared/ai/ai.ts";
import { createAiKeys } from "#shared/ai/keys.ts";
import { agreeOn } from "#shared/cluster/installation.ts";
import { readConfig } from "#shared/config.ts";
import { memoryCoordination } from "#shared/coordination/memory.ts";
import { migrate, openDb } from "#shared/db/open.ts";
import { createLog } from "#shared/log.ts";
import { createVault } from "#shared/secrets/vault.ts";
import { type DataDir, openDataDir } from "./data-dir.ts";
import { openDatabase } from "./database.ts";
import { reportFailure } from "./exit.ts";
import { pageFolder, preparePage } from "./page.ts";
import { keptSecretKey } from "./secret-key.ts";
import { aborted, stopRequests } from "./stop-requests.ts";

const stop = stopRequests();
const say = (line: string) => console.log(line);
const crashed = new AbortController();
process.on("uncaughtException", (error) => {
  // What an end at once cuts off may complain; the database still has to be stopped.
  if (!stop.now.aborted) reportFailure(error);
  crashed.abort();
});
// A terminal or a pipe that is gone is no reason to end without draining.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

/** What the program stands on; outlives it also when a second signal cuts its draining short. */
const foundation = new AsyncDisposableStack();
const program = new AsyncDisposableStack();
let dataDir: DataDir | undefined;

const ended = run().catch((error: unknown) => {
  if (!stop.drain.aborted) reportFailure(error);
});
await Promise.race([ended, aborted(crashed.signal), aborted(stop.now)]);
await dataDir?.leaving();
await Promise.race([program.disposeAsync().catch(reportFailure), aborted(stop.now)]);
await foundation.disposeAsync().catch(reportFailure);
if (stop.now.aborted) process.exitCode = 130;
process.exit();

async function run(): Promise<void> {
  const config = readConfig(process.env);
  dataDir = foundation.use(await openDataDir(config.DATA_DIR, { log: say }));
  const secretKey = config.SECRET_KEY ?? (await keptSecretKey(dataDir.path));
  await preparePage({ log: say, signal: stop.drain });
  const database = foundation.use(await openDatabase({ dataDir: dataDir.path, url: config.DATABASE_URL, log: say }));
  await migrate(database.url);
  stop.drain.throwIfAborted();

  const log = createLog({ level: config.LOG_LEVEL });
  const orm = program.adopt(openDb(database.url), (opened) => opened.close());
  const vault = createVault(secretKey);
  await agreeOn(orm, { shards: config.SHARDS, keyId: vault.keyId });
  const coordination = program.use(memoryCoordination());
  const metrics = new Registry();
  collectDefaultMetrics({ register: metrics });
  const keys = createAiKeys({ orm, vault, platformKey: config.OPENAI_API_KEY });
  const ai = createAi({ keys, baseUrl: config.OPENAI_BASE_URL, timeoutMs: config.AI_TIMEOUT_MS });

  const shared = { config, log, orm, coordination, vault, ai, metrics };
  const { url } = program.use(await startControlPlane({ ...shared, secretKey, pageDir: pageFolder }));
  program.use(await startRuntime({ ...shared, databaseUrl: database.url }));

  say(`BotFactory is ready: ${config.PUBLIC_URL ?? url}`);
  await aborted(stop.drain);
  say("Stopping; press Ctrl-C again to end at once");
}
