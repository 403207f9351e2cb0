/** The test run: streamed as it goes, and counted from vitest's own report. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { StopRequests } from "#shared/lifecycle/stop-requests.ts";
import { failure, runProgram, type Tally } from "./step.ts";

const Report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) })),
});

/** For a run that is stuck where it cannot even tell which file hangs. */
const limitMs = 40 * 60_000;

export async function runVitest(filters: readonly string[], stop: StopRequests): Promise<Tally> {
  const folder = await mkdtemp(join(tmpdir(), "botfactory-check-"));
  try {
    const file = join(folder, "report.json");
    const code = await runProgram(
      [
        // Through the launcher, which ends it when this process is killed.
        process.execPath,
        ...["deploy/launch/launch.cjs", "node_modules/vitest/vitest.mjs"],
        ...["run", "--config", ".config/vitest.ts"],
        ...["--reporter=default", "--reporter=json", "--reporter=./deploy/check/hung-files.ts"],
        `--outputFile.json=${file}`,
        ...filters,
      ],
      stop,
      { env: { BOTFACTORY_LAUNCHER: String(process.pid) }, limitMs },
    );
    const report = await readFile(file, "utf8").catch(() => null);
    if (report === null) return failure(`vitest ended with code ${code} and no report`);
    return tally(Report.parse(JSON.parse(report)), code);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function tally(report: z.output<typeof Report>, code: number): Tally {
  // A file that breaks before its first test has no failing test to be counted by.
  const broken = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === "failed" && !assertionResults.some((assertion) => assertion.status === "failed"),
  ).length;
  const counted = report.numFailedTests + broken;
  // An unhandled error fails the run, although every test passed.
  const failed = counted === 0 && code !== 0 ? 1 : counted;
  const skipped = report.numPendingTests + report.numTodoTests;
  const notes = [failed && `${failed} failed`, skipped && `${skipped} skipped`].filter(Boolean);
  return { passed: report.numPassedTests, failed, ...(notes.length > 0 && { note: notes.join(", ") }) };
}
