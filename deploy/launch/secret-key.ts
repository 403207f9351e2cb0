/** The key that seals what the database keeps secret: made once, kept, and never replaced, for nothing else opens it. */
import { randomBytes } from "node:crypto";
import { open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { StartupError } from "#shared/lifecycle/startup-error.ts";

/** @throws {StartupError} when the one that is kept is damaged */
export async function keptSecretKey(dataDir: string): Promise<string> {
  const file = join(dataDir, "secret-key");
  const kept = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (kept === null) return make(file);
  if (kept.trim().length >= 32) return kept.trim();
  throw new StartupError(`${file} is damaged: restore it from a backup, because stored bot tokens open with it alone`);
}

async function make(file: string): Promise<string> {
  const key = randomBytes(48).toString("base64url");
  const unfinished = `${file}.new`;
  {
    await using handle = await open(unfinished, "w", 0o600);
    await handle.writeFile(`${key}\n`);
    await handle.sync(); // what is sealed from now on must not outlive it in a power cut
  }
  await rename(unfinished, file);
  return key;
}
