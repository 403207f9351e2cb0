/** How many updates a second are answered when far more wait than can be. BotFactory stores all of it, stock nothing. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Bench, Lab } from "./lab.ts";
import { type Measurement, median } from "./measurement.ts";
import type { Crowd } from "./traffic.ts";

interface Flood {
  what: string;
  crowd: Crowd;
  /** Messages of each person to each bot. */
  each: number;
  goal: Measurement["goal"] & object;
}

export const floods: readonly Flood[] = [
  { what: "One bot flooded", crowd: { bots: 1, people: 2_400 }, each: 10, goal: { atLeast: 1 } },
  { what: "1,000 bots flooded", crowd: { bots: 1_000, people: 5 }, each: 3, goal: { atLeast: 2 } },
];

/** Floods before those that count: programs that run for days are measured as they run after their first minute. */
const warmUps = 3;

/** After its last answer a program still confirms updates and cleans up, which the next must not pay for. In milliseconds. */
const restMs = 2_000;

/** Both programs in turns, so that whatever else the machine does hits both. */
export async function measureThroughput(
  lab: Lab,
  { what, crowd, each, goal }: Flood,
  rounds: number,
): Promise<Measurement> {
  await using stock = await lab.bench("stock");
  await using botfactory = await lab.bench("botfactory");
  for (const bench of [stock, botfactory]) {
    await bench.serve(crowd.bots);
    for (let flood = 0; flood < warmUps; flood++) await bench.flood(crowd, each);
  }
  const updates = crowd.bots * crowd.people * each;
  const speeds: { stock: number; botfactory: number }[] = [];
  const speed = async (bench: Bench) => {
    await sleep(restMs);
    return updates / (await bench.flood(crowd, each));
  };
  for (let round = 0; round < rounds; round++) {
    speeds.push({ stock: await speed(stock), botfactory: await speed(botfactory) });
  }
  return {
    what,
    unit: "updates/s",
    stock: median(speeds.map((speed) => speed.stock)),
    botfactory: median(speeds.map((speed) => speed.botfactory)),
    ratio: median(speeds.map((speed) => speed.botfactory / speed.stock)),
    goal,
  };
}
