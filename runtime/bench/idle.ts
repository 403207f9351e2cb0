/** What bots cost that nobody writes to: memory, and CPU. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Wire } from "#shared/testing/listener.ts";
import { type ContenderName, contenders } from "./contender.ts";
import type { Lab } from "./lab.ts";
import type { Measurement } from "./measurement.ts";

/** The first few bots load and warm what all of them share; it is no bot's own cost. */
const warmUp = 10;
const settleMs = 3_000;
/** As long as a poll lasts, so that each bot asks once meanwhile. */
const watchedMs = 30_000;

const goals: Record<Wire, number> = { plain: 0.7, http1: 1, http2: 0.4 };
const titles: Record<Wire, string> = { plain: "plain HTTP", http1: "TLS, HTTP/1.1", http2: "TLS, HTTP/2 offered" };

interface Cost {
  /** kB a bot, by how many there are. */
  memory: number[];
  /** Percent of a CPU with the largest number. */
  cpu: number;
}

export async function measureIdle(lab: Lab, wire: Wire, sizes: readonly number[]): Promise<Measurement[]> {
  const [stock, botfactory] = [
    await costOf(lab, contenders[0], wire, sizes),
    await costOf(lab, contenders[1], wire, sizes),
  ];
  const memory = sizes.map(
    (size, index): Measurement => ({
      what: `Memory of an idle bot, ${titles[wire]}, ${size.toLocaleString("en")} bots`,
      unit: "kB",
      stock: stock.memory[index]!,
      botfactory: botfactory.memory[index]!,
      ratio: botfactory.memory[index]! / stock.memory[index]!,
      goal: { atMost: goals[wire] },
    }),
  );
  const cpu: Measurement = {
    what: `CPU of ${sizes.at(-1)!.toLocaleString("en")} idle bots, ${titles[wire]}`,
    unit: "%",
    stock: stock.cpu,
    botfactory: botfactory.cpu,
    ratio: botfactory.cpu / stock.cpu,
  };
  return [...memory, cpu];
}

async function costOf(lab: Lab, name: ContenderName, wire: Wire, sizes: readonly number[]): Promise<Cost> {
  await using bench = await lab.bench(name, wire);
  await bench.serve(warmUp);
  await sleep(settleMs);
  const base = await bench.usage();
  const memory: number[] = [];
  for (const size of sizes) {
    await bench.serve(size);
    await sleep(settleMs);
    memory.push(((await bench.usage()).memory - base.memory) / 1024 / (size - warmUp));
  }
  const before = await bench.usage();
  const started = performance.now();
  await sleep(watchedMs);
  const after = await bench.usage();
  return { memory, cpu: ((after.cpuMs - before.cpuMs) / (performance.now() - started)) * 100 };
}
