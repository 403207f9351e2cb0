/**
 * Where the database lies: `DATA_DIR/postgres`, or, when the system user that root runs PostgreSQL as
 * cannot get there, a folder in a public place that `DATA_DIR/postgres-location` points to.
 * Once chosen it stays, so data is never left behind.
 */
import { createHash } from "node:crypto";
import { chmod, chown, mkdir, mkdtemp, readFile, realpath, rmdir, stat, writeFile } from "node:fs/promises";
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

const pointerIn = (dataDir: string) => join(dataDir, "postgres-location");

/** The folder chosen at an earlier start, or that will be tried first. */
export async function knownHome(dataDir: string): Promise<string> {
  const elsewhere = await readFile(pointerIn(dataDir), "utf8").catch(() => "");
  return elsewhere.trim() || join(dataDir, "postgres");
}

/** Makes the folder, and the account that works in it, if need be. */
export async function findHome(dataDir: string, log: (line: string) => void): Promise<Home> {
  const inside = join(dataDir, "postgres");
  const known = await knownHome(dataDir);
  const account = await prepare(known, log);
  if (known !== inside) return { folder: known, account };
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
  const name = createHash("sha256").update(real).digest("hex").slice(0, 16);
  await mkdir(publicFolder, { recursive: true });
  await chmod(publicFolder, 0o755);
  // Always a new one: what a DATA_DIR that was since removed has left there is not ours to open.
  const folder = await mkdtemp(join(publicFolder, `${name}-`));
  log(`The database goes to ${folder}, because the system user it runs as cannot reach ${real}`);
  await prepare(folder, log);
  await writeFile(pointerIn(dataDir), `${folder}\n`, { mode: 0o600 });
  await rmdir(inside);
  return { folder, account };
}

async function prepare(folder: string, log: (line: string) => void): Promise<Account | null> {
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
