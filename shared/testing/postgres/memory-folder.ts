/**
 * Where the databases of tests lie: in memory, if there is a folder for that with room. Making and dropping one is
 * hundreds of files, which costs a disk's file system several times the processor time.
 */
import { access, constants, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";

/** Linux keeps it in memory. In a container it is often too small. */
const inMemory = "/dev/shm";
/** A run takes some 300 MB: 10 MB a database, the rest PostgreSQL's own log. */
const neededBytes = 1024 ** 3;

/** All folders that {@link databasesFolder} may have named: in one of them a run that was killed has left its own. */
export const databasesFolders: readonly string[] = [inMemory, tmpdir()];

export async function databasesFolder(): Promise<string> {
  return (await hasRoom(inMemory)) ? inMemory : tmpdir();
}

async function hasRoom(folder: string): Promise<boolean> {
  try {
    await access(folder, constants.W_OK | constants.X_OK);
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize > neededBytes;
  } catch {
    return false; // there is none
  }
}
