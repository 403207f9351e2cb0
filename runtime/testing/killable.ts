/** The process that `runtime-process.ts` starts: a runtime on the settings of its environment. Writes a line when it serves. */
import { flushCompileCache } from "node:module";
import { Pool } from "pg";
import { Registry } from "prom-client";
import { createAi } from "#shared/ai/ai.ts";
import { createAiKeys } from "#shared/ai/keys.ts";
import { readConfig } from "#shared/config.ts";
import { memoryCoordination } from "#shared/coordination/memory.ts";
import { openDb } from "#shared/db/open.ts";
import { openFileStore } from "#shared/files/open.ts";
import { createLog } from "#shared/log.ts";
import { createVault } from "#shared/secrets/vault.ts";
import { startRuntime } from "../runtime.ts";
import { grantShards } from "./grant.ts";

process.stdin.once("end", () => process.exit()).resume();

const config = readConfig(process.env);
const databaseUrl = config.DATABASE_URL!;
const orm = openDb(databaseUrl);
const vault = createVault(config.SECRET_KEY!);
const coordination = memoryCoordination();
const pool = new Pool({ connectionString: databaseUrl, max: 1 });
grantShards({ pool, coordination });
coordination.wakeUps.subscribe("shards", () => process.stdout.write("Serving\n"));

const keys = createAiKeys({ orm, vault, platformKey: config.OPENAI_API_KEY });
await startRuntime({
  config,
  databaseUrl,
  log: createLog({ level: "silent" }),
  orm,
  files: await openFileStore(config),
  coordination,
  vault,
  ai: createAi({ keys, baseUrl: config.OPENAI_BASE_URL, timeoutMs: config.AI_TIMEOUT_MS }),
  metrics: new Registry(),
});
// Else kept at its end, which is always a kill.
flushCompileCache();
