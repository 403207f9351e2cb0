/** The built page in `ui/dist`: up to date with its sources when this returns, built only when it was not. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, gzip } from "node:zlib";
import { StartupError } from "#shared/lifecycle/startup-error.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** Where the server finds it. */
export const pageFolder = join(root, "ui/dist");
const stamp = join(pageFolder, ".built-from");

interface PageOptions {
  log(line: string): void;
  /** Stops the build. */
  signal?: AbortSignal;
}

/** @returns whether it had to be built */
export async function preparePage({ log, signal }: PageOptions): Promise<boolean> {
  const sources = await hashOfSources();
  const built = await readFile(stamp, "utf8").catch(() => "");
  if (built === sources) return false;
  log("Building the page; this takes some seconds");
  await build(signal);
  await compress();
  await writeFile(stamp, sources);
  return true;
}

async function hashOfSources(): Promise<string> {
  const hash = createHash("sha256");
  for (const file of await sourceFiles()) {
    hash
      .update(`${relative(root, file)}\0`)
      .update(await readFile(file))
      .update("\0");
  }
  return hash.digest("hex");
}

async function sourceFiles(): Promise<string[]> {
  const files = [join(root, "package-lock.json")];
  for (const folder of ["ui", "shared/schemas"]) {
    for (const entry of await readdir(join(root, folder), { recursive: true, withFileTypes: true })) {
      const file = join(entry.parentPath, entry.name);
      if (entry.isFile() && !file.startsWith(pageFolder) && !/[.]test[.]tsx?$/.test(file)) files.push(file);
    }
  }
  return files.sort();
}

async function build(signal: AbortSignal | undefined): Promise<void> {
  const vite = join(root, "node_modules/vite/bin/vite.js");
  // Its own process, so that what bundling takes of memory is given back.
  const child = spawn(process.execPath, [vite, "build", "ui", "--logLevel", "warn"], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NODE_ENV: "production" },
    ...(signal && { signal }),
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (output += chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new StartupError(`The page could not be built: ${output.trim() || `vite ended with ${code}`}`);
}

/** Beside each text file its compressed forms, which the server sends to who takes them. */
async function compress(): Promise<void> {
  for (const name of await readdir(pageFolder, { recursive: true })) {
    if (!/\.(js|css|html|svg)$/.test(name)) continue;
    const file = join(pageFolder, name);
    const content = await readFile(file);
    await writeFile(`${file}.gz`, await promisify(gzip)(content, { level: 9 }));
    await writeFile(`${file}.br`, await promisify(brotliCompress)(content));
  }
}
