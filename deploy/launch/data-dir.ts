/**
 * The folder that holds everything an installation keeps. One process uses it at a time:
 * it holds a lock that the kernel drops with the process, so that a kill -9 leaves none behind.
 */
import { access, constants, open, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { makeFolder } from "#shared/files/make-folder.ts";
import { StartupError } from "#shared/lifecycle/startup-error.ts";

export interface DataDir extends Disposable {
  /** Absolute. */
  readonly path: string;
  /** Tells a start that waits for the folder that it will be free soon. */
  leaving(): Promise<void>;
}

interface DataDirOptions {
  log(line: string): void;
  /**
   * How long to wait for a process that has not said it is leaving, in milliseconds: it may not yet have noticed
   * that the one above it was killed. Default 1,500.
   */
  graceMs?: number;
  /** How long to wait for one that has, in milliseconds. Default 30,000. */
  leavingMs?: number;
}

/**
 * Makes the folder, closed to other users, if there is none, and takes it.
 *
 * @throws {StartupError} when it cannot be used, or another process does
 */
export async function openDataDir(
  folder: string,
  { log, graceMs = 1_500, leavingMs = 30_000 }: DataDirOptions,
): Promise<DataDir> {
  const path = resolve(folder);
  await makeUsable(path);
  const holderFile = join(path, "pid");

  const started = performance.now();
  let told = false;
  for (;;) {
    const lock = tryLock(join(path, "lock"));
    if (lock) {
      await writeFile(holderFile, `${process.pid}\n`, { mode: 0o600 });
      return {
        path,
        leaving: () => writeFile(holderFile, `${process.pid} leaving\n`),
        [Symbol.dispose]: () => lock.close(),
      };
    }
    const [pid = "unknown", leaving] = (await readFile(holderFile, "utf8").catch(() => "")).trim().split(" ");
    if (performance.now() - started > (leaving ? leavingMs : graceMs)) {
      throw new StartupError(
        `Another BotFactory (process ${pid}) is running on ${path}: stop it first, or set DATA_DIR to another folder`,
      );
    }
    if (leaving && !told) log(`Waiting for the BotFactory that is stopping (process ${pid})`);
    told ||= leaving !== undefined;
    await sleep(100);
  }
}

async function makeUsable(path: string): Promise<void> {
  try {
    await makeFolder(path);
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
    await (await open(join(path, "lock"), "a", 0o600)).close();
  } catch (error) {
    const reasons: Record<string, string> = {
      EACCES: "this user has no permission",
      EPERM: "this user has no permission",
      EROFS: "its file system is read-only",
      EEXIST: "it is a file, not a folder",
      ENOENT: "it cannot be made there",
      ENOTDIR: "a part of that path is a file, not a folder",
      ENOSPC: "the disk is full",
    };
    const reason = reasons[(error as NodeJS.ErrnoException).code ?? ""];
    if (!reason) throw error;
    throw new StartupError(`DATA_DIR ${path} cannot be used: ${reason}`);
  }
}

const busy = 5;

/**
 * SQLite, because Node has no flock and SQLite takes the kernel's own lock on the file on every system.
 *
 * @returns `null` while another process has it
 */
function tryLock(file: string): DatabaseSync | null {
  const lock = new DatabaseSync(file, { timeout: 0 });
  try {
    lock.exec("pragma journal_mode = memory; pragma locking_mode = exclusive; begin exclusive");
    return lock;
  } catch (error) {
    lock.close();
    if ((error as { errcode?: number }).errcode === busy) return null;
    throw new StartupError(`${file} cannot be locked: DATA_DIR must lie on a disk of this machine`, { cause: error });
  }
}
