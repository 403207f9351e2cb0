/** A real process of ours, and all that it printed. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

const root = new URL("../../../", import.meta.url).pathname;

export interface Spawned {
  readonly child: ChildProcess;
  /** What stands behind "is ready" or in the line that tells it: an address, or a runtime's id. */
  readonly ready: string;
  /** Everything printed so far, errors included. */
  printed(): string;
}

interface Options {
  /** From the root of the checkout. */
  script: string;
  /** Of another checkout than this one. */
  root?: string;
  env: Record<string, string>;
  /** Its first group is what the process tells of itself. */
  readyLine: RegExp;
  /** Given everything that the process printed, once it has ended. */
  onPrinted(text: string): void;
}

/**
 * Resolves once it says that it is ready.
 *
 * @throws {Error} with what it printed, when it ends before
 */
export async function spawnProcess(options: Options): Promise<Spawned> {
  const { script, env, readyLine, onPrinted } = options;
  const checkout = options.root ?? root;
  const child = spawn(process.execPath, [`${checkout}deploy/launch/launch.cjs`, `${checkout}${script}`], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NODE_ENV: "production",
      // It ends when we are gone, however we went.
      BOTFACTORY_LAUNCHER: String(process.pid),
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const chunks: string[] = [];
  const printed = () => chunks.join("");
  const ready = Promise.withResolvers<string>();
  let told = false;
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      chunks.push(chunk);
      const match = told ? null : readyLine.exec(printed());
      if (!match) return;
      told = true;
      ready.resolve(match[1]!);
    });
  }
  child.once("close", (code) => {
    onPrinted(printed());
    ready.reject(new Error(`The process ended with ${code}: ${printed()}`));
  });
  return { child, ready: await ready.promise, printed };
}

export const hasEnded = ({ child }: Pick<Spawned, "child">): boolean =>
  child.exitCode !== null || child.signalCode !== null;

/** @returns the exit code; null when the signal ended it */
export async function stop(
  spawned: Pick<Spawned, "child">,
  signal: NodeJS.Signals = "SIGTERM",
): Promise<number | null> {
  const { child } = spawned;
  if (!hasEnded(spawned)) {
    const exit = once(child, "exit");
    child.kill(signal);
    await exit;
  }
  return child.exitCode;
}
