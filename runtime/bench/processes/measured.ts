/** Loaded before each measured program: lets the benchmark ask what it uses. Node runs with `--expose-gc`. */
import { setTimeout as sleep } from "node:timers/promises";
import { answerCalls } from "../calls.ts";
import type { Usage } from "../worker.ts";

answerCalls({
  async usage(): Promise<Usage> {
    // Finalizers free more a moment after the first. The last kind also gives back what the heap keeps in reserve from
    // the rush of the start, so that what is measured is what the bots hold.
    for (let times = 0; times < 3; times++) {
      await globalThis.gc!({ type: "major", execution: "sync", flavor: times === 2 ? "last-resort" : "regular" });
      await sleep(100);
    }
    const { user, system } = process.cpuUsage();
    return { memory: process.memoryUsage.rss(), cpuMs: (user + system) / 1000 };
  },
});
