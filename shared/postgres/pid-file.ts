/**
 * `postmaster.pid`, by which a running server is known. A kill -9 leaves it behind, and the number in it may
 * since belong to any process (in a container, often to one of ours), so it is never believed unchecked.
 */
import { execFile } from "node:child_process";
import { readFile, readlink, realpath, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

export interface PidFile {
  readonly pid: number;
  readonly port: number;
  /** Whether it has said that it accepts connections. */
  readonly ready: boolean;
}

/** @returns `null` when there is none, or when it is still being written */
export async function readPidFile(cluster: string): Promise<PidFile | null> {
  const text = await readFile(join(cluster, "postmaster.pid"), "utf8").catch(() => "");
  const [pid, , , port, , , , status] = text.split("\n");
  if (!pid || !port) return null;
  return { pid: Number(pid), port: Number(port), ready: status?.trim() === "ready" };
}

/** Whether the process is alive and is the server of this folder, which is where a server works. */
export async function serves(pid: number, cluster: string): Promise<boolean> {
  try {
    if (process.platform === "linux") return (await readlink(`/proc/${pid}/cwd`)) === (await realpath(cluster));
    const { stdout } = await promisify(execFile)("ps", ["-o", "command=", "-p", String(pid)]);
    return stdout.includes(cluster);
  } catch {
    return false;
  }
}

/**
 * Makes the number in a file left behind ours. A server believes that its parent is no other server, yet still
 * reads the rest of the file and refuses to start while children of the dead one use the data.
 */
export async function disownPidFile(cluster: string): Promise<void> {
  const path = join(cluster, "postmaster.pid");
  const text = await readFile(path, "utf8").catch(() => null);
  if (text !== null) await writeFile(path, text.replace(/^-?\d+/, String(process.pid)));
}
