/** All of BotFactory in one process, on embedded defaults where no settings say otherwise. */
import { startControlPlane } from "#control-plane/control-plane.ts";
import { startRuntime } from "#runtime/runtime.ts";
import { openFoundation, tellOfRedis } from "#shared/cluster/foundation.ts";
import { readConfig } from "#shared/config.ts";
import { memoryCoordination } from "#shared/coordination/memory.ts";
import { redisCoordination } from "#shared/coordination/redis/redis.ts";
import { ensureReachable } from "#shared/db/reachable.ts";
import type { Program } from "#shared/lifecycle/program.ts";
import { endureShortages } from "#shared/lifecycle/shortage.ts";
import { Vitals } from "#shared/lifecycle/vitals.ts";
import { createLog } from "#shared/log.ts";
import { openPostgres, type Watch } from "#shared/postgres/postgres.ts";
import { openDataDir } from "./data-dir.ts";
import { pageFolder } from "./page.ts";
import { keptSecretKey } from "./secret-key.ts";

/** @param preparePage sees to it that the page is built */
export async function startAlone(program: Program, preparePage: () => Promise<unknown>): Promise<void> {
  const { foundation, work, drain, say } = program;
  const vitals = new Vitals();
  const config = readConfig(process.env);
  const dataDir = foundation.use(await openDataDir(config.DATA_DIR, { log: say }));
  program.onStopping = () => {
    if (drain.aborted) say("Stopping; press Ctrl-C again to end at once");
    return dataDir.leaving();
  };
  const secretKey = config.SECRET_KEY ?? (await keptSecretKey(dataDir.path));
  await preparePage();

  if (config.DATABASE_URL) await ensureReachable(config.DATABASE_URL);
  const databaseUrl =
    config.DATABASE_URL ??
    foundation.use(await openPostgres({ dataDir: dataDir.path, log: say, watch: watch({ vitals, program }) })).url;
  drain.throwIfAborted();

  const log = createLog({ level: config.LOG_LEVEL });
  endureShortages(program, { log, vitals });
  // With a Redis it is one of a cluster: runtimes may be added to it.
  const coordination = work.use(
    config.REDIS_URL
      ? await redisCoordination({ urls: config.REDIS_URL, log, onAway: tellOfRedis(vitals) })
      : memoryCoordination(),
  );
  const shared = work.use(await openFoundation({ config, log, vitals, databaseUrl, secretKey, coordination }));
  const { url } = work.use(await startControlPlane({ ...shared, pageDir: pageFolder }));
  work.use(await startRuntime(shared));

  say(`BotFactory is ready: ${config.PUBLIC_URL ?? url}`);
}

/** While our own PostgreSQL is away, `/healthz` tells; when it is lost, so are we. */
const watch = ({ vitals, program }: { vitals: Vitals; program: Program }): Watch => ({
  onChange: (runs) =>
    vitals.set(
      "postgres",
      runs ? null : { sentence: "PostgreSQL has ended and is being started again", disabling: true },
    ),
  onLost: program.end,
});
