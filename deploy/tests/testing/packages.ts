/**
 * What `npm ci` installs, without asking a registry: the checkout's own packages, of which the lock file says who wants
 * them. Files are linked, not copied.
 */
import { copyFile, link, mkdir, readdir, readFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";

/** As the lock file marks a package that not everybody wants. */
interface Locked {
  dev?: boolean;
  optional?: boolean;
  devOptional?: boolean;
}

interface Options {
  /** Where everything is installed. */
  checkout: string;
  target: string;
  omit: readonly string[];
}

export async function installPackages({ checkout, target, omit }: Options): Promise<void> {
  const { packages } = JSON.parse(await readFile(join(checkout, "package-lock.json"), "utf8"));
  const [dev, optional] = ["dev", "optional"].map((kind) => omit.includes(kind));
  const isWanted = (locked: Locked) =>
    !(locked.dev && dev) && !(locked.optional && optional) && !(locked.devOptional && dev && optional);
  for (const [path, locked] of Object.entries<Locked>(packages)) {
    if (path !== "" && isWanted(locked)) await linkPackage(join(checkout, path), join(target, path));
  }
}

async function linkPackage(from: string, to: string): Promise<void> {
  for (const entry of await readdir(from, { recursive: true, withFileTypes: true })) {
    const file = relative(from, join(entry.parentPath, entry.name));
    // Packages of its own have lines of their own in the lock file.
    if (!entry.isFile() || file.split(sep).includes("node_modules")) continue;
    const linked = join(to, file);
    await mkdir(dirname(linked), { recursive: true });
    await link(join(from, file), linked).catch(() => copyFile(join(from, file), linked));
  }
}
