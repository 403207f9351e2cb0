import { defineConfig } from "vitest/config";
import { LongestFirst } from "./longest-first.ts";

/** Real servers are started once per run by the global setup; each test file makes a database of its own. */
export default defineConfig({
  root: new URL("..", import.meta.url).pathname,
  test: {
    include: ["{shared,control-plane,runtime,deploy,ui}/**/*.{test,property}.{ts,tsx}"],
    exclude: ["**/node_modules/**", "ui/dist/**", "data/**"],
    globalSetup: ["shared/testing/global-setup.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 8_000 } },
    // One more than the cores of the smallest machine: a third of what tests do is wait.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
  },
});
