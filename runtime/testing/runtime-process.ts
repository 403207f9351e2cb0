/** A runtime in a process of its own, to be killed at any moment. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { compileCache } from "#shared/testing/compile-cache.ts";

export class RuntimeProcess implements AsyncDisposable {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Resolves when it owns the shards. */
  static async start(env: Record<string, string>): Promise<RuntimeProcess> {
    const child = spawn(process.execPath, [new URL("killable.ts", import.meta.url).pathname], {
      env: { ...process.env, ...compileCache, ...env },
      // Its input ends with us, however we end, and it ends with its input.
      stdio: ["pipe", "pipe", "inherit"],
    });
    const running = new RuntimeProcess(child);
    await Promise.race([
      once(child.stdout!, "data"),
      once(child, "exit").then(() => Promise.reject(new Error("The runtime's process ended before it was ready"))),
    ]);
    return running;
  }

  /** kill -9. Resolves when it is dead. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const dead = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await dead;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill();
  }
}
