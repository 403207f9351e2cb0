/**
 * A reporter of vitest's that gives each test file an end: one that takes far longer than any does fails the run with
 * its name. Vitest's own time limits are timers in the file's process, and do not run out while that is stuck.
 */
import { relative } from "node:path";
import type { Reporter, TestModule } from "vitest/node";

/** For what hangs: the longest file takes a fifth of it on a quiet machine. */
const limitMs = Number(process.env.TEST_FILE_LIMIT_MS ?? 900_000);

export default class HungFiles implements Reporter {
  readonly #running = new Map<string, NodeJS.Timeout>();

  onTestModuleQueued({ moduleId }: TestModule): void {
    this.#running.set(
      moduleId,
      setTimeout(() => {
        console.error(`Hung: ${relative(process.cwd(), moduleId)} has not ended within ${limitMs / 1_000} s`);
        // Not by vitest's own means: they would wait for the file's process.
        process.exit(1);
      }, limitMs).unref(),
    );
  }

  onTestModuleEnd({ moduleId }: TestModule): void {
    clearTimeout(this.#running.get(moduleId));
  }
}
