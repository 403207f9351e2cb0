/** A real process of ours, and all that it printed. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

const launcher = new URL("../launch.cjs", import.meta.url).pathname;
const root = new URL("../../", import.meta.url).pathname;

export interface Spawned {
  readonly child: ChildProcess;
  /** What stands behind "is ready" or in the line that tells it: an address, or a runtime's id. */
  readonly ready: string;
}

interface Options {
  /** From the root of the checkout. */
  script: string;
  env: Record<string, string>;
  /** Its first group is what the process tells of itself. */
  readyLine: RegExp;
  /** Given everything that the process printed, once it has ended. */
  onPrinted(text: string): void;
}

/** Resolves once it says that it is ready. */
export async function spawnProcess({ script, env, readyLine, onPrinted }: Options): Promise<Spawned> {
  const child = spawn(process.execPath, [launcher, `${root}${script}`], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: "production", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const errors = text(child.stderr!);
  const ready = Promise.withResolvers<string>();
  let output = "";
  child.stdout!.setEncoding("utf8").on("data", (chunk: string) => {
    output += chunk;
    const told = readyLine.exec(output)?.[1];
    if (told) ready.resolve(told);
  });
  child.once("close", async (code) => {
    onPrinted(output + (await errors));
    ready.reject(new Error(`The process ended with ${code}: ${await errors}`));
  });
  return { child, ready: await ready.promise };
}

/** @returns the exit code; null when the signal ended it */
export async function stop(
  { child }: Pick<Spawned, "child">,
  signal: NodeJS.Signals = "SIGTERM",
): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const exit = once(child, "exit");
    child.kill(signal);
    await exit;
  }
  return child.exitCode;
}
