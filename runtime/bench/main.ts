/**
 * `npm run bench`: BotFactory's runtime against stock grammY with its runner, on the same simulator in the same run.
 *
 *     npm run bench                     everything, into runtime/bench/results.md; takes some minutes
 *     npm run bench -- idle             or throughput, distance, or latency: that alone, on the screen alone
 *     npm run bench -- clients          BotFactory against itself with undici for calls: whether our own client is worth it
 *     npm run bench -- latency --quick  smaller and shorter: tells whether it runs, not how well
 */
import { writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { measureIdle } from "./idle.ts";
import { Lab } from "./lab.ts";
import { measureLatency } from "./latency.ts";
import type { Measurement } from "./measurement.ts";
import { table } from "./table.ts";
import { floods, measureThroughput, slowFloods } from "./throughput.ts";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: "boolean", default: false } },
});
const { quick } = options;
const rounds = quick ? 1 : 5;
const sizes = quick ? [200, 500] : [1_000, 10_000];

const parts: Record<string, (lab: Lab) => AsyncGenerator<Measurement>> = {
  async *idle(lab) {
    for (const wire of ["plain", "http2"] as const) yield* await measureIdle(lab, wire, sizes);
  },
  async *throughput(lab) {
    for (const flood of floods) yield await measureThroughput(lab, flood, { pairs: quick ? 1 : 3, rounds });
  },
  async *distance(lab) {
    for (const flood of slowFloods) yield await measureThroughput(lab, flood, { pairs: 1, rounds: quick ? 1 : 3 });
  },
  async *latency(lab) {
    yield* await measureLatency(lab, rounds, quick ? 5 : 15);
  },
};

/** What is measured against something else than stock grammY, and only when it is asked for. */
const others: typeof parts = {
  async *clients(lab) {
    for (const flood of floods)
      yield await measureThroughput(lab, flood, { pairs: quick ? 1 : 3, rounds, against: "undici" });
  },
};

const chosen = positionals.length > 0 ? positionals : Object.keys(parts);
const all = { ...parts, ...others };
const unknown = chosen.find((name) => !(name in all));
if (unknown) throw new Error(`There is no benchmark ${unknown}: try ${Object.keys(all).join(", ")}`);
const against = chosen.some((name) => name in others) ? "calls over undici" : undefined;

const say = (line: string) => process.stdout.write(`${line}\n`);
const measured: Measurement[] = [];
for (const name of chosen) {
  // Each on a PostgreSQL of its own: none pays for what another has left to be vacuumed.
  await using lab = await Lab.open();
  for await (const measurement of all[name]!(lab)) {
    measured.push(measurement);
    say(table([measurement], against).split("\n").at(-1)!);
  }
}
say(`\n${table(measured, against)}`);
if (positionals.length === 0 && !quick) {
  const [cpu] = cpus();
  const file = new URL("results.md", import.meta.url);
  await writeFile(
    file,
    `# Benchmarks

Made by \`npm run bench\` on ${cpus().length} CPUs (${cpu!.model}), Node ${process.versions.node}. Both programs ran in turns against the
same simulator. Stock grammY stores nothing; BotFactory stores every update before it confirms it, journals every send,
and finishes each update in one transaction, with fsync on. Memory is resident memory after a last-resort collection,
beyond what the first ten bots take. Compare the ratios: the figures are this machine's.

${table(measured)}
`,
  );
}
