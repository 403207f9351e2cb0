/** One PostgreSQL for the whole test run, in a temporary folder; nothing of it is left when the run ends. */
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { clusterIn, knownHome } from "#shared/postgres/home.ts";
import { readPidFile } from "#shared/postgres/pid-file.ts";
import { openPostgres, stopPostgres } from "#shared/postgres/postgres.ts";
import { databasesFolder, databasesFolders } from "./postgres/memory-folder.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Of the run's PostgreSQL, as a role that may do everything. */
    postgresUrl: string;
  }
}

/** Folders named so, and servers in them, are removed once the process whose number they carry is gone. */
const runFolder = /^botfactory-test-(\d+)/;

/** @returns what vitest calls when the run has ended */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await removeLeftovers();
  const folder = join(await databasesFolder(), `botfactory-test-${process.pid}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // Three files at a time, some with five runtimes at once that each open eight.
  const postgres = await openPostgres({ dataDir: folder, log: () => {}, durable: false, connections: 300 });
  project.provide("postgresUrl", postgres.url);
  // At a Ctrl-C vitest ends without calling the function below.
  const server = await readPidFile(clusterIn(await knownHome(folder)));
  const quit = () => {
    if (server && isAlive(server.pid)) process.kill(server.pid, "SIGQUIT");
  };
  process.on("exit", quit);
  return async () => {
    process.off("exit", quit);
    await postgres[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  };
}

/** A run that was killed could not clean up: the next one does. */
async function removeLeftovers(): Promise<void> {
  for (const parent of databasesFolders) {
    for (const name of await readdir(parent).catch(() => [])) {
      const pid = Number(runFolder.exec(name)?.[1]);
      if (!pid || (pid !== process.pid && isAlive(pid))) continue;
      const folder = join(parent, name);
      await stopPostgres(folder).catch(() => {}); // another user's: theirs to remove
      await rm(folder, { recursive: true, force: true }).catch(() => {});
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
