/** Makes a folder, and those above it that are missing, closed to other users. Others may be making them too. */
import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/** Not `mkdir` with `recursive`: in a place like /proc, where nothing can be made, that never returns. */
export async function makeFolder(path: string): Promise<void> {
  if (await made(path)) return;
  await makeFolder(dirname(path));
  if (!(await made(path))) throw Object.assign(new Error(`ENOENT: ${path} cannot be made`), { code: "ENOENT" });
}

/** @returns false when what is to hold it does not exist */
async function made(path: string): Promise<boolean> {
  try {
    await mkdir(path, { mode: 0o700 });
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST" && (await stat(path)).isDirectory()) return true;
    if (code !== "ENOENT" || dirname(path) === path) throw error;
    return false;
  }
}
