/**
 * What `npm test` does: everything a change must pass, each step even when one before it failed. With arguments, which
 * vitest takes, only the tests they name. The last line is the count.
 */
import { stopRequests } from "#shared/lifecycle/stop-requests.ts";
import { runStep, type Tally } from "./step.ts";
import { steps } from "./steps.ts";

const stop = stopRequests();
const tallies: { name: string; tally: Tally }[] = [];

for (const step of steps(process.argv.slice(2))) {
  if (stop.drain.aborted) break;
  console.log(`\n── ${step.name} ${"─".repeat(Math.max(0, 76 - step.name.length))}`);
  tallies.push({ name: step.name, tally: await runStep(step, stop) });
}

const passed = sum((tally) => tally.passed);
const failed = sum((tally) => tally.failed);
console.log("");
for (const { name, tally } of tallies) {
  console.log(`${tally.failed ? "✗" : "✓"} ${name}${tally.note ? `: ${tally.note}` : ""}`);
}
if (stop.drain.aborted) console.log("Stopped before the end");
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed || stop.drain.aborted ? 1 : 0);

function sum(of: (tally: Tally) => number): number {
  return tallies.reduce((total, { tally }) => total + of(tally), 0);
}
