/**
 * The account of the operating system that PostgreSQL runs as. It refuses to run as root,
 * so for root that is the system user `postgres`, made if it does not exist.
 */
import { execFile } from "node:child_process";
import { lstat } from "node:fs/promises";
import { promisify } from "node:util";
import { PostgresUnavailable } from "./unavailable.ts";

const run = promisify(execFile);

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/**
 * @param cluster where the database lies, or will: one that exists is run as its owner,
 *   so that root can start what an ordinary user made, and the other way round later
 * @returns `null` when PostgreSQL may run as we do
 */
export async function serverAccount(cluster: string, log: (line: string) => void): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null;
  const existing = await lstat(cluster).catch(() => null);
  if (existing && existing.uid !== 0) return { uid: existing.uid, gid: existing.gid };

  const known = await postgresUser();
  if (known) return known;
  log("Making the system user postgres, because PostgreSQL refuses to run as root");
  await run("useradd", [
    ...["--system", "--user-group", "--no-create-home"],
    ...["--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", "postgres"],
  ]).catch(() => {});
  const made = await postgresUser();
  if (made) return made;
  throw new PostgresUnavailable(
    "PostgreSQL refuses to run as root and the system user postgres could not be made: " +
      "start BotFactory as an ordinary user, make that system user, or set DATABASE_URL",
  );
}

async function postgresUser(): Promise<Account | null> {
  const id = async (flag: string) => Number((await run("id", [flag, "postgres"])).stdout);
  try {
    return { uid: await id("-u"), gid: await id("-g") };
  } catch {
    return null;
  }
}

/** Whether the account can use `path`; asked of the kernel, which knows of ACLs and mount options too. */
export async function canUse(account: Account, path: string, how: "run" | "write"): Promise<boolean> {
  const test = how === "run" ? '"$0" --version' : 'cd "$0" && test -w .';
  try {
    await run("/bin/sh", ["-c", test, path], { ...account, cwd: "/" });
    return true;
  } catch {
    return false;
  }
}
