/** The way to the embedded PostgreSQL of a BotFactory that is running, for a program beside it: it starts nothing. */
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { ownName } from "./cluster.ts";
import { clusterIn, knownHome } from "./home.ts";
import { readPidFile, serves } from "./pid-file.ts";

/** @returns a `DATABASE_URL`; `null` when no server is running under `dataDir`, or none that we may use */
export async function runningPostgres(dataDir: string): Promise<string | null> {
  const home = await knownHome(resolve(dataDir));
  const running = await readPidFile(clusterIn(home));
  if (!running?.ready || !(await serves(running.pid, clusterIn(home)))) return null;
  const password = await readFile(join(home, "password"), "utf8").catch(() => null);
  return password && `postgres://${ownName}:${password.trim()}@127.0.0.1:${running.port}/${ownName}`;
}

/** Whether a database was ever made under `dataDir`. */
export async function hasPostgres(dataDir: string): Promise<boolean> {
  const home = await knownHome(resolve(dataDir));
  return (await readFile(join(clusterIn(home), "PG_VERSION"), "utf8").catch(() => null)) !== null;
}
