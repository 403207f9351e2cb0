/**
 * Files in a folder. Each is written under another name, brought to the disk and then renamed, so that a key never leads
 * to half a file. Several processes may share the folder.
 */
import { randomUUID } from "node:crypto";
import { type FileHandle, open, readdir, rename, rm, rmdir, stat, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type FileStore, requireKey, requirePrefix } from "./file-store.ts";
import { Limited, TooLong } from "./limited.ts";
import { makeFolder } from "./make-folder.ts";

/** A name that no key has. */
const unfinished = ".unfinished";

/** @param root absolute; made, closed to other users, with the first file */
export function folderFileStore(root: string): FileStore {
  const incoming = join(root, unfinished);
  const pathOf = (key: string) => {
    requireKey(key);
    return join(root, ...key.split("/"));
  };

  return {
    async put(key, content, { maxBytes }) {
      const path = pathOf(key);
      await makeFolder(incoming);
      const temporary = join(incoming, randomUUID());
      const limited = new Limited(content, maxBytes);
      try {
        await write(temporary, limited);
        await moveInto(temporary, path);
        await toDisk(root, dirname(path));
        return limited.bytes;
      } catch (error) {
        await rm(temporary, { force: true });
        if (error instanceof TooLong) return null;
        throw error;
      }
    },

    async open(key, part) {
      const file = await open(pathOf(key), "r").catch(unless("ENOENT", "ENOTDIR"));
      if (!file) return null;
      try {
        const found = await file.stat();
        if (found.isFile()) return { size: found.size, body: reading(file, part) };
      } catch (error) {
        await file.close();
        throw error;
      }
      await file.close();
      return null;
    },

    async delete(key) {
      const path = pathOf(key);
      await unlink(path).catch(unless("ENOENT", "ENOTDIR"));
      await tidy(root, dirname(path));
    },

    async deletePrefix(prefix) {
      requirePrefix(prefix);
      const path = pathOf(prefix.slice(0, -1));
      await rm(path, { recursive: true, force: true });
      await tidy(root, dirname(path));
    },

    async deleteUnfinished(before) {
      const names = (await readdir(incoming).catch(unless("ENOENT"))) ?? [];
      for (const name of names) {
        const path = join(incoming, name);
        const found = await stat(path).catch(unless("ENOENT"));
        // What is still being written is as young as its last byte.
        if (found && found.mtime < before) await rm(path, { force: true });
      }
    },

    async [Symbol.asyncDispose]() {},
  };
}

/** Closed again, and on the disk, when it returns. */
async function write(path: string, content: AsyncIterable<Uint8Array>): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Whoever deletes the last file in a folder may tidy it away between the two steps: then both are taken again. */
async function moveInto(temporary: string, path: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await makeFolder(dirname(path));
      return await rename(temporary, path);
    } catch (error) {
      if (codeOf(error) !== "ENOENT" || attempt === 20) throw error;
    }
  }
}

/** A new name is on the disk once its folder is, and that once its own is. */
async function toDisk(root: string, folder: string): Promise<void> {
  // Windows opens no folders; there the file system's own journal has to do.
  if (process.platform === "win32") return;
  for (let at = folder; ; at = dirname(at)) {
    const handle = await open(at, "r").catch(unless("ENOENT"));
    try {
      await handle?.sync();
    } finally {
      await handle?.close();
    }
    if (at === root) return;
  }
}

/** Removes the folder if it is empty, and what is then empty above it. */
async function tidy(root: string, folder: string): Promise<void> {
  for (let at = folder; at !== root; at = dirname(at)) {
    const left = await rmdir(at).then(
      () => false,
      (error: unknown) => codeOf(error) !== "ENOENT",
    );
    if (left) return;
  }
}

const reading = (file: FileHandle, part: { first: number; last: number } | undefined) =>
  file.createReadStream(part && { start: part.first, end: part.last });

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? "";

/** For a `catch` that takes these codes for "there is nothing". */
const unless =
  (...codes: string[]) =>
  (error: unknown): null => {
    if (codes.includes(codeOf(error))) return null;
    throw error;
  };
