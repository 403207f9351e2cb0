import { defineConfig } from "vitest/config";
import { patienceMs } from "#shared/testing/patience.ts";
import { proofs } from "../deploy/chaos/proven.ts";
import { LongestFirst } from "./longest-first.ts";

const tests = "*.{test,property}.{ts,tsx}";

/** They start whole programs, signal and measure them. */
const programs = [`deploy/**/${tests}`];

/** What they promise is the time that something takes: the machine is left to each of them alone. */
const timed = ["deploy/tests/cluster/timed/*.test.ts", "{shared,control-plane,runtime,deploy}/**/*.timed.test.ts"];

/** Other files that get a process of their own, and why. */
const ownProcess = [
  "control-plane/submissions/download.test.ts", // measures memory
  "runtime/forms/bounded.test.ts", // measures processor time, as the next two do
  "runtime/speaking/split.property.ts",
  "shared/answer-pattern.test.ts",
  "runtime/channels/telegram/polling/poller.test.ts", // replaces a module that others import as it is
];

const ofPrograms = {
  globalSetup: ["deploy/check/page-setup.ts"],
  // Whole programs are started, several times, and waited for.
  testTimeout: 10 * patienceMs,
  hookTimeout: 10 * patienceMs,
};

/**
 * Real servers are started once per run by the global setup. Each test file makes a database of its own, and leaves
 * nothing behind in its process: the next file of the same worker runs there, with the modules that are loaded already.
 */
export default defineConfig({
  root: new URL("..", import.meta.url).pathname,
  test: {
    exclude: ["**/node_modules/**", "ui/dist/**", "data/**"],
    globalSetup: ["shared/testing/global-setup.ts"],
    // For what hangs. How long something may take is said where it is waited for.
    testTimeout: 4 * patienceMs,
    hookTimeout: 4 * patienceMs,
    expect: { poll: { timeout: patienceMs } },
    // Twice the cores of the smallest machine: half of what tests do is wait.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    projects: [
      { test: { ...ofPrograms, name: "programs", isolate: false, include: programs, exclude: [...timed, ...proofs] } },
      { test: { ...ofPrograms, name: "timed", include: timed } },
      { test: { ...ofPrograms, name: "proofs", include: proofs } },
      { test: { name: "own process", include: ownProcess } },
      {
        test: {
          name: "shared process",
          include: [`{shared,control-plane,runtime,ui}/**/${tests}`],
          exclude: [...ownProcess, ...timed],
          isolate: false,
        },
      },
    ],
  },
});
