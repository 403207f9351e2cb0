/** How long people wait for an answer while their bots are busy, but not too busy. */
import type { Lab } from "./lab.ts";
import { type Measurement, median } from "./measurement.ts";
import type { Waits } from "./traffic.ts";

const crowd = { bots: 1_000, people: 5 };
const perSecond = 200;

export async function measureLatency(lab: Lab, rounds: number, seconds: number): Promise<Measurement[]> {
  await using stock = await lab.bench("stock");
  await using botfactory = await lab.bench("botfactory");
  for (const bench of [stock, botfactory]) {
    await bench.serve(crowd.bots);
    await bench.flood(crowd, 1); // warms up
  }
  const taken: { stock: Waits; botfactory: Waits }[] = [];
  for (let round = 0; round < rounds; round++) {
    taken.push({
      stock: await stock.stream(crowd, perSecond, seconds),
      botfactory: await botfactory.stream(crowd, perSecond, seconds),
    });
  }
  const measured = (part: keyof Waits, goal?: Measurement["goal"]): Measurement => ({
    what: `${part} from an update to its answer, ${perSecond} updates/s over 1,000 bots`,
    unit: "ms",
    stock: median(taken.map(({ stock }) => stock[part])),
    botfactory: median(taken.map(({ botfactory }) => botfactory[part])),
    ratio: median(taken.map(({ stock, botfactory }) => botfactory[part] / stock[part])),
    ...(goal && { goal }),
  });
  return [measured("p50"), measured("p99", { atMost: 2 })];
}
