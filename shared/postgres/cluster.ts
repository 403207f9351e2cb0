/**
 * The database folder and its password, made on first use. A folder half made by an initdb that was cut off
 * never counts: initdb works beside it, and its result is renamed into place.
 */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chown, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Binaries } from "./binaries.ts";
import { clusterIn, type Home } from "./home.ts";
import { PostgresUnavailable } from "./unavailable.ts";

const run = promisify(execFile);

/** Role and database of ours in it. */
export const ownName = "botfactory";

/** An unlocalised environment that carries none of the caller's `PG…` variables. */
export const serverEnv = { PATH: process.env.PATH, LC_ALL: "C" };

interface ClusterOptions {
  binaries: Binaries;
  durable: boolean;
  log(line: string): void;
}

/** @returns the password of the role `ownName` */
export async function ensureCluster(home: Home, options: ClusterOptions): Promise<string> {
  const cluster = clusterIn(home.folder);
  const passwordFile = join(home.folder, "password");
  const version = await readFile(join(cluster, "PG_VERSION"), "utf8").catch(absent);
  if (version === null) return create(home, passwordFile, options);

  const made = version.trim();
  const ours = options.binaries.version.split(".", 1)[0];
  if (made !== ours) {
    throw new PostgresUnavailable(
      `The database in ${cluster} was made by PostgreSQL ${made} and this BotFactory brings PostgreSQL ${ours}: ` +
        "start it with the BotFactory it came from, dump it, and restore the dump into a new DATA_DIR",
    );
  }
  const password = await readFile(passwordFile, "utf8").catch(absent);
  if (password === null) {
    throw new PostgresUnavailable(`${passwordFile} is missing, and the database beside it opens with nothing else`);
  }
  return password.trim();
}

async function create(home: Home, passwordFile: string, { binaries, durable, log }: ClusterOptions): Promise<string> {
  log(`Creating the database in ${home.folder}`);
  const password = randomBytes(24).toString("base64url");
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (home.account) await chown(passwordFile, home.account.uid, home.account.gid);

  for (const name of await readdir(home.folder)) {
    if (name.startsWith("data.new-"))
      await rm(join(home.folder, name), { recursive: true, force: true, maxRetries: 5 });
  }
  // A name of its own: an initdb that outlived its parent may still be writing into the last one.
  const unfinished = join(home.folder, `data.new-${randomBytes(4).toString("hex")}`);
  const args = [
    ...["--pgdata", unfinished, "--username", ownName, "--pwfile", passwordFile],
    ...["--auth", "scram-sha-256", "--no-instructions"],
    // The built-in provider sorts the same everywhere and needs no locale of the system.
    ...["--encoding", "UTF8", "--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"],
    ...(durable ? [] : ["--no-sync"]),
  ];
  try {
    await run(binaries.initdb, args, { ...home.account, cwd: home.folder, env: serverEnv });
  } catch (error) {
    throw new PostgresUnavailable(`PostgreSQL could not make a database in ${home.folder}: ${reason(error)}`);
  }
  await rename(unfinished, clusterIn(home.folder));
  return password;
}

/** The first thing initdb complained of; what follows is about cleaning up. */
function reason(error: unknown): string {
  const { stderr, message } = error as Error & { stderr?: string };
  const complaint = stderr?.split("\n").find((line) => line.includes("error:"));
  return complaint?.replace(/^initdb: error: /, "") ?? stderr?.trim().split("\n").at(-1) ?? message;
}

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT") return null;
  throw error;
}
