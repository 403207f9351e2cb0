/**
 * Starts and stops the server process. It runs in a session of its own, so that a Ctrl-C meant for us does not
 * take the database away before we have drained; so nobody stops it if we don't.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chown, open, readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Account } from "./account.ts";
import type { Binaries } from "./binaries.ts";
import { serverEnv } from "./cluster.ts";
import { readPidFile, serves } from "./pid-file.ts";
import { PostgresUnavailable } from "./unavailable.ts";

export interface ServerOptions {
  account: Account | null;
  binaries: Binaries;
  /** The folder of the database. */
  cluster: string;
  /** False gives up surviving a power cut; a killed server still loses nothing. */
  durable: boolean;
  /** How many it takes at a time. */
  connections: number;
  /** Where the server writes its own log. */
  logFile: string;
  log(line: string): void;
}

const firstAnswerMs = 3_000;
const patienceMs = 20_000;

/** The whole command line; also what tells whether a server left running is the one we would start. */
export function serverArguments({ binaries, cluster, durable, connections }: ServerOptions, port: number): string[] {
  const settings = {
    cluster_name: `botfactory-${binaries.version}`,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: String(connections),
    shared_buffers: "64MB",
    timezone: "UTC",
    log_timezone: "UTC",
    log_checkpoints: "off",
    // Its log is kept small as well: the folder may lie in memory.
    ...(durable ? {} : { fsync: "off", full_page_writes: "off", max_wal_size: "128MB" }),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  return ["-D", cluster, "-p", String(port), ...flags];
}

/**
 * @param wanted the port, or `null` for any free one
 * @returns the port it listens on, once it accepts connections
 * @throws {PostgresUnavailable} with the server's own reason
 */
export async function startServer(options: ServerOptions, wanted: number | null): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    const port = wanted ?? (await freePort());
    const complaint = await start(options, port);
    if (complaint === null) return port;
    // Somebody may take a free port before the server does.
    if (wanted === null && attempt < 5 && complaint.includes("create any TCP/IP sockets")) continue;
    throw new PostgresUnavailable(`PostgreSQL did not start: ${complaint} (its log is ${options.logFile})`);
  }
}

/** @returns `null` when the server is ready, else why it ended */
async function start(options: ServerOptions, port: number): Promise<string | null> {
  const { account, binaries, cluster, logFile, log } = options;
  await using file = await open(logFile, "a", 0o600);
  if (account) await chown(logFile, account.uid, account.gid);
  const { size } = await file.stat();

  const child = spawn(binaries.postgres, serverArguments(options, port), {
    ...account,
    cwd: cluster,
    env: serverEnv,
    detached: true,
    windowsHide: true,
    stdio: ["ignore", file.fd, file.fd],
  });
  const failed = new Promise<Error>((resolve) => child.once("error", resolve));
  if (child.pid === undefined) return (await failed).message;
  child.unref();

  const started = performance.now();
  let told = false;
  while (isRunning(child)) {
    const current = await readPidFile(cluster);
    if (current?.pid === child.pid && current.ready) return null;
    if (!told && performance.now() - started > firstAnswerMs) {
      log("PostgreSQL is recovering what it had not yet put in order; this can take a while");
      told = true;
    }
    await sleep(15);
  }
  return lastComplaint((await readFile(logFile)).subarray(size).toString());
}

const isRunning = (child: ChildProcess) => child.exitCode === null && child.signalCode === null;

function lastComplaint(log: string): string {
  const complaints = log.split("\n").filter((line) => /FATAL|PANIC/.test(line));
  const line = complaints.at(-1) ?? log.trim().split("\n").at(-1) ?? "";
  return line.replace(/^.*?(FATAL|PANIC): */, "") || "it ended without a word";
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address ? address.port : 0;
}

/** Fast shutdown: open transactions are rolled back, nothing committed is lost. Returns when the process is gone. */
export async function stopServer(pid: number, cluster: string): Promise<void> {
  for (const signal of ["SIGINT", "SIGQUIT", "SIGKILL"] as const) {
    if (!(await serves(pid, cluster))) return;
    process.kill(pid, signal);
    const deadline = performance.now() + patienceMs;
    while (performance.now() < deadline) {
      if (!(await serves(pid, cluster))) return;
      await sleep(15);
    }
  }
}
