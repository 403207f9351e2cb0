/** Loaded before each measured program: lets the benchmark ask what it uses. Node runs with `--expose-gc`. */
import { setTimeout as sleep } from "node:timers/promises";
import { answerCalls } from "../calls.ts";
import type { Usage } from "../worker.ts";

answerCalls({
  async usage(): Promise<Usage> {
    // Finalizers free more a moment after the first.
    for (let times = 0; times < 3; times++) {
      globalThis.gc!();
      await sleep(100);
    }
    const { user, system } = process.cpuUsage();
    return { memory: process.memoryUsage.rss(), cpuMs: (user + system) / 1000 };
  },
});
