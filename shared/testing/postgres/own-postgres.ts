/** A PostgreSQL of a test's own, migrated, that can be stopped, die, hang and come back, as a real one does. */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { clusterIn, knownHome } from "#shared/postgres/home.ts";
import { readPidFile } from "#shared/postgres/pid-file.ts";
import { openPostgres, type Postgres } from "#shared/postgres/postgres.ts";
import { databasesFolder } from "./memory-folder.ts";

export interface OwnPostgres extends AsyncDisposable {
  /** As a role that may do everything. The same for its whole life, also after a restart. */
  readonly url: string;
  /** A fast shutdown: every session is ended, what is not committed is undone. */
  stop(): Promise<void>;
  /** kill -9 for every process of it at once, as when its container dies. */
  kill(): Promise<void>;
  /** Comes back with all that was committed. */
  start(): Promise<void>;
  /** It hangs: connections stay, answers don't come. */
  pause(): Promise<void>;
  resume(): Promise<void>;
}

/** Takes a second or two. */
export async function startPostgres(): Promise<OwnPostgres> {
  // A name that the test run's clean-up knows, should nobody dispose of it.
  const dataDir = await mkdtemp(join(await databasesFolder(), `botfactory-test-${process.pid}-`));
  const options = { dataDir, log: () => {}, durable: false };
  let running: Postgres | null = await openPostgres(options);
  const { url } = running;
  const port = Number(new URL(url).port);
  const cluster = clusterIn(await knownHome(dataDir));
  // Most tests have a database in the run's own server, and need not load this.
  const { migrate } = await import("#shared/db/migrate.ts");
  await migrate(url);

  const signal = async (name: NodeJS.Signals) => {
    for (const pid of await processesOf(cluster)) {
      try {
        process.kill(pid, name);
      } catch {
        // a session that has just ended
      }
    }
  };
  const stop = async () => {
    await signal("SIGCONT");
    await running?.[Symbol.asyncDispose]();
    running = null;
  };
  return {
    url,
    stop,
    async kill() {
      await signal("SIGKILL");
      running = null;
    },
    async start() {
      running ??= await startAgain(() => openPostgres({ ...options, port }));
    },
    pause: () => signal("SIGSTOP"),
    resume: () => signal("SIGCONT"),
    async [Symbol.asyncDispose]() {
      await stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The server, and a process for each session. The first is the server. */
async function processesOf(cluster: string): Promise<number[]> {
  const server = await readPidFile(cluster);
  if (!server) return [];
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid="]);
  const rows = stdout.split("\n").map((line) => line.trim().split(/\s+/).map(Number));
  return [server.pid, ...rows.flatMap(([pid, parent]) => (parent === server.pid ? [pid!] : []))];
}

/** The port, and the memory that the dead server's processes shared, are free a moment after the last of them is gone. */
async function startAgain(open: () => Promise<Postgres>): Promise<Postgres> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await open();
    } catch (error) {
      if (attempt >= 20) throw error;
      await sleep(100);
    }
  }
}
