/**
 * A real PostgreSQL of our own under a data folder: made on first use, started, and stopped with us.
 * What was committed is there at the next start, whatever happened in between. Where somebody listens, it is
 * watched: a server that ends by itself is started again.
 * The caller makes sure that it alone uses the folder.
 */
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Client } from "pg";
import { background } from "#shared/lifecycle/background.ts";
import { findBinaries } from "./binaries.ts";
import { ensureCluster, ownName } from "./cluster.ts";
import { clusterIn, findHome, knownHome } from "./home.ts";
import { disownPidFile, readPidFile, serves } from "./pid-file.ts";
import { type ServerOptions, serverArguments, startServer, stopServer } from "./postmaster.ts";
import { type PostgresLost, PostgresUnavailable } from "./unavailable.ts";
import { keepRunning } from "./watch.ts";

export interface PostgresOptions {
  /** The database goes to `postgres` in it; must exist. */
  dataDir: string;
  /** Told in a line what takes time or was decided. */
  log(line: string): void;
  /** On 127.0.0.1. Default: any free one. */
  port?: number;
  /** Default true. False is faster and may lose data in a power cut: for tests. */
  durable?: boolean;
  /** How many connections it takes at a time. Default 100: more than one process of ours ever opens. */
  connections?: number;
  /** Default: nobody watches it. */
  watch?: Watch;
}

export interface Watch {
  /** Told when the server has ended by itself, and when it runs again. */
  onChange(runs: boolean): void;
  /** It has ended, and could not be had again. */
  onLost(error: PostgresLost): void;
}

export interface Postgres extends AsyncDisposable {
  /** A `DATABASE_URL` of the database `botfactory`, as a role that may do everything. */
  readonly url: string;
}

/**
 * Disposing it stops the server and waits until it is gone.
 *
 * @throws {PostgresUnavailable} saying in one sentence why there is no database
 */
export async function openPostgres({
  dataDir,
  log,
  port,
  durable = true,
  connections = 100,
  watch,
}: PostgresOptions): Promise<Postgres> {
  const home = await findHome(resolve(dataDir), log);
  const binaries = await findBinaries(home.account, log);
  const password = await ensureCluster(home, { binaries, durable, log });
  const cluster = clusterIn(home.folder);
  const logFile = join(home.folder, "postgres.log");
  const server: ServerOptions = { account: home.account, binaries, cluster, durable, connections, logFile, log };
  const urlOf = (port: number, database: string) => `postgres://${ownName}:${password}@127.0.0.1:${port}/${database}`;

  const adopted = await adopt(server, port ?? null, (port) => urlOf(port, "postgres"));
  const listening = adopted ?? (await startServer(server, port ?? null));
  try {
    await createDatabase(urlOf(listening, "postgres"));
  } catch (error) {
    await stopIn(cluster);
    throw new PostgresUnavailable(`PostgreSQL in ${home.folder} refused us: ${(error as Error).message}`);
  }
  const watching = watch && watched(server, listening, watch);
  return {
    url: urlOf(listening, ownName),
    async [Symbol.asyncDispose]() {
      const ending = watching?.[Symbol.asyncDispose]();
      await stopIn(cluster);
      // It may have been starting another.
      await ending;
      if (ending) await stopIn(cluster);
    },
  };
}

function watched(server: ServerOptions, port: number, { onChange, onLost }: Watch): AsyncDisposable {
  const { cluster, log } = server;
  const start = () => startAgain(server, port);
  return background((signal) =>
    keepRunning({ runs: () => runsIn(cluster), start, onChange, log }, signal).catch(onLost),
  );
}

async function runsIn(cluster: string): Promise<boolean> {
  const running = await readPidFile(cluster);
  return running !== null && (await serves(running.pid, cluster));
}

/** Whoever knows its address finds it again there. */
async function startAgain(server: ServerOptions, port: number): Promise<void> {
  if (await runsIn(server.cluster)) return;
  await disownPidFile(server.cluster);
  await startServer(server, port);
}

/** Stops a server that a killed process left running under `dataDir`; does nothing when there is none. */
export async function stopPostgres(dataDir: string): Promise<void> {
  await stopIn(clusterIn(await knownHome(resolve(dataDir))));
}

async function stopIn(cluster: string): Promise<void> {
  const running = await readPidFile(cluster);
  if (running) await stopServer(running.pid, cluster);
}

/**
 * Takes over the server that a killed process left running, if it is the one we would start.
 *
 * @returns its port; `null` when there is none, or it had to be stopped
 */
async function adopt(
  server: ServerOptions,
  wanted: number | null,
  urlOf: (port: number) => string,
): Promise<number | null> {
  const left = await readPidFile(server.cluster);
  if (left && (await serves(left.pid, server.cluster))) {
    const same = wanted === null || wanted === left.port;
    if (same && (await startedAs(server, left.port)) && (await endSessions(urlOf(left.port)))) return left.port;
    server.log("Stopping the PostgreSQL that was left running");
    await stopServer(left.pid, server.cluster);
  }
  await disownPidFile(server.cluster);
  return null;
}

/** PostgreSQL keeps its command line in `postmaster.opts`; version and settings are in it. */
async function startedAs(server: ServerOptions, port: number): Promise<boolean> {
  const options = await readFile(join(server.cluster, "postmaster.opts"), "utf8").catch(() => "");
  const expected = serverArguments(server, port).map((argument) => ` "${argument}"`);
  return options.endsWith(`${expected.join("")}\n`);
}

/** Ends what the killed process had open, and its locks with it. @returns false when the server doesn't answer */
async function endSessions(url: string): Promise<boolean> {
  const client = connection(url);
  try {
    await client.connect();
    await client.query(
      "select pg_terminate_backend(pid, 5000) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()",
    );
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

async function createDatabase(url: string): Promise<void> {
  const client = connection(url);
  try {
    await client.connect();
    const { rowCount } = await client.query("select from pg_database where datname = $1", [ownName]);
    if (rowCount === 0) await client.query(`create database ${ownName}`);
  } finally {
    await client.end().catch(() => {});
  }
}

function connection(url: string): Client {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000, query_timeout: 15_000 });
  client.on("error", () => {}); // a lost connection rejects the query; unheard, the event would end the process
  return client;
}
