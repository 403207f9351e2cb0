/** The control plane: the page, the API, who owns which shard, and the hourly clean-up. Serves no bot itself. */

import { randomUUID } from "node:crypto";
import type { Registry } from "prom-client";
import type { Ai } from "#shared/ai/ai.ts";
import type { Config } from "#shared/config.ts";
import type { Coordination } from "#shared/coordination/coordination.ts";
import type { Orm } from "#shared/db/open.ts";
import type { FileStore } from "#shared/files/file-store.ts";
import { background } from "#shared/lifecycle/background.ts";
import type { Vitals } from "#shared/lifecycle/vitals.ts";
import type { Log } from "#shared/log.ts";
import type { Vault } from "#shared/secrets/vault.ts";
import { allRoutes } from "./all-routes.ts";
import { createApp } from "./app.ts";
import { Assigner } from "./assigner/assigner.ts";
import { createShardMap } from "./assigner/shard-map.ts";
import { openAllClients } from "./channels/all-channels.ts";
import type { ChannelClient } from "./channels/channel-client.ts";
import { runDeletions } from "./deleting/deletions.ts";
import { runFileDeletions } from "./files/deletions.ts";
import { type Listening, listen } from "./http/server.ts";
import { Retention } from "./retention/retention.ts";

export interface ControlPlaneDeps {
  config: Config;
  log: Log;
  orm: Orm;
  vitals: Vitals;
  files: FileStore;
  coordination: Coordination;
  vault: Vault;
  /** Signs sessions and seals the keys that sign tokens. */
  secretKey: string;
  ai: Ai;
  metrics: Registry;
  /** Where the built page lies. */
  pageDir: string;
  /** What asks the channels that bots are connected on; all there are when left out. */
  openClients?: (config: Config) => ChannelClient[];
}

/** How long the runtimes of a cluster that has just started are waited for. */
const gatherMs = 1_000;

/**
 * Listens on `HOST:PORT` when it returns. Disposing it lets requests under way end, for a few seconds.
 *
 * @throws {Error} with `code` `EADDRINUSE` when the port is taken
 */
export async function startControlPlane(deps: ControlPlaneDeps): Promise<Listening> {
  const { config, log, orm, files, coordination, metrics, openClients = openAllClients } = deps;
  const stopping = new AbortController();
  const app = createApp({
    ...deps,
    routes: allRoutes({ ...deps, clients: openClients(config), stopping: stopping.signal }),
  });

  await using started = new AsyncDisposableStack();
  const server = started.use(await listen(app.callback(), { host: config.HOST, port: config.PORT }));
  // Before the server waits for those it is answering: streams have no end of their own.
  started.defer(() => stopping.abort());
  const retention = new Retention({ orm, files, coordination, log });
  // Disposed first: the last requests need no clean-up beside them.
  started.use(background((signal) => retention.run(signal)));
  started.use(background((signal) => runDeletions({ orm, log, metrics }, signal)));
  started.use(background((signal) => runFileDeletions({ orm, files, log }, signal)));
  const id = `cp-${randomUUID().slice(0, 13)}`;
  const assigner = new Assigner({
    map: createShardMap(orm),
    coordination,
    log,
    id,
    leaseTtlMs: config.LEASE_TTL_MS,
    gatherMs: config.REDIS_URL ? gatherMs : 0,
  });
  started.use(background((signal) => assigner.run(signal)));
  const running = started.move();
  return { url: server.url, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
