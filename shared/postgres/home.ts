/**
 * Where the database lies: `DATA_DIR/postgres`, or, when the system user that root runs PostgreSQL as
 * cannot get there, a folder in a public place that `DATA_DIR/postgres-location` points to.
 * Once chosen it stays, so data is never left behind.
 */
import { createHash } from "node:crypto";
import { chmod, chown, mkdir, readFile, realpath, rmdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Account, canUse, serverAccount } from "./account.ts";
import { publicFolder } from "./binaries.ts";
import { PostgresUnavailable } from "./unavailable.ts";

export interface Home {
  /** Holds the cluster, the password and the server's log. */
  readonly folder: string;
  readonly account: Account | null;
}

/** The database itself, PostgreSQL's `PGDATA`. */
export const clusterIn = (home: string): string => join(home, "data");

export async function findHome(dataDir: string, log: (line: string) => void): Promise<Home> {
  const inside = join(dataDir, "postgres");
  const pointer = join(dataDir, "postgres-location");
  const moved = (await readFile(pointer, "utf8").catch(() => "")).trim();
  if (moved) return { folder: moved, account: await prepare(moved, log) };

  const account = await prepare(inside, log);
  if (!account) return { folder: inside, account };
  await admit(account, dataDir);
  if (await canUse(account, inside, "write")) return { folder: inside, account };
  if (await stat(clusterIn(inside)).catch(() => null)) {
    throw new PostgresUnavailable(
      `The database in ${inside} is out of reach for the system user it belongs to (id ${account.uid}): ` +
        "keep DATA_DIR outside of private folders such as /root",
    );
  }
  const real = await realpath(dataDir);
  const folder = join(publicFolder, createHash("sha256").update(real).digest("hex").slice(0, 16));
  log(`The database goes to ${folder}, because the system user it runs as cannot reach ${real}`);
  const chosen = { folder, account: await prepare(folder, log) };
  await writeFile(pointer, `${folder}\n`, { mode: 0o600 });
  await rmdir(inside);
  return chosen;
}

async function prepare(folder: string, log: (line: string) => void): Promise<Account | null> {
  if (folder.startsWith(publicFolder)) {
    await mkdir(publicFolder, { recursive: true });
    await chmod(publicFolder, 0o755);
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const account = await serverAccount(clusterIn(folder), log);
  if (account) await chown(folder, account.uid, account.gid);
  return account;
}

/** Lets the account pass through a folder of root's that is closed to it, without letting it look inside. */
async function admit(account: Account, dataDir: string): Promise<void> {
  const { uid, mode } = await stat(dataDir);
  const closedToOthers = (mode & 0o077) === 0;
  if (uid !== 0 || !closedToOthers) return;
  await chown(dataDir, 0, account.gid);
  await chmod(dataDir, 0o710);
}
