/** One thing that a change must pass, and how often it did. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { StopRequests } from "#shared/lifecycle/stop-requests.ts";

export interface Step {
  readonly name: string;
  run(stop: StopRequests): Promise<Tally>;
}

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  /** For the summary: what went wrong, or was left out. */
  readonly note?: string;
}

export const ok: Tally = { passed: 1, failed: 0 };
export const failure = (note: string): Tally => ({ passed: 0, failed: 1, note });

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** A step that breaks down has failed; the others go on. */
export async function runStep(step: Step, stop: StopRequests): Promise<Tally> {
  try {
    return await step.run(stop);
  } catch (error) {
    console.error(error);
    return failure((error as Error).message);
  }
}

/** A program and its arguments. */
export type CommandLine = readonly [string, ...string[]];

interface RunOptions {
  env?: Record<string, string>;
  /** After so long it is killed; never by default. */
  limitMs?: number;
}

/**
 * Runs a program with its output passed through, in a process group of its own: a Ctrl-C then reaches it from here
 * alone, once, so that it can clean up. What it has started and left behind is killed when it has ended.
 *
 * @returns its exit code, 1 when a signal ended it
 */
export async function runProgram(
  [command, ...args]: CommandLine,
  stop: StopRequests,
  { env = {}, limitMs }: RunOptions = {},
): Promise<number> {
  const child = spawn(command, args, {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    detached: true,
    env: { ...process.env, ...env },
  });
  const end = () => child.kill("SIGINT");
  const kill = () => {
    try {
      if (child.pid) process.kill(-child.pid, "SIGKILL");
    } catch {
      // nobody is left
    }
  };
  const limit = setTimeout(
    () => {
      console.error(`${command} ${args.join(" ")} has not ended within ${limitMs! / 60_000} minutes: killed`);
      kill();
    },
    limitMs ?? 2 ** 31 - 1,
  );
  stop.drain.addEventListener("abort", end);
  stop.now.addEventListener("abort", kill);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code) => resolve(code ?? 1));
    });
  } finally {
    clearTimeout(limit);
    kill();
    stop.drain.removeEventListener("abort", end);
    stop.now.removeEventListener("abort", kill);
  }
}

/** The command line for a tool in node_modules, run by this Node: the one that a shebang finds may be too old. */
export const tool = (path: string, ...args: string[]): CommandLine => [
  process.execPath,
  `node_modules/${path}`,
  ...args,
];
