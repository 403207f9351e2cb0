/** How many updates a second are answered when far more wait than can be. BotFactory stores all of it, stock nothing. */
import { setTimeout as sleep } from "node:timers/promises";
import type { ContenderName } from "./contender.ts";
import type { Bench, Lab } from "./lab.ts";
import { type Measurement, median } from "./measurement.ts";
import type { Crowd } from "./traffic.ts";

interface Flood {
  what: string;
  crowd: Crowd;
  /** Messages of each person to each bot. */
  each: number;
  goal?: Measurement["goal"];
  /** How long Telegram takes for every call, in milliseconds. */
  telegramTakesMs?: number;
}

export const floods: readonly Flood[] = [
  { what: "One bot flooded", crowd: { bots: 1, people: 2_400 }, each: 10, goal: { atLeast: 1 } },
  { what: "1,000 bots flooded", crowd: { bots: 1_000, people: 5 }, each: 3, goal: { atLeast: 2 } },
];

/** With a Telegram that is far away, as it is for most: here what counts is how many calls are under way at a time. */
export const slowFloods: readonly Flood[] = [100, 400].map((telegramTakesMs) => ({
  what: `1,000 bots flooded, Telegram takes ${telegramTakesMs} ms`,
  crowd: { bots: 1_000, people: 5 },
  each: 2,
  telegramTakesMs,
}));

/** Floods before those that count: programs that run for days are measured as they run after their first minute. */
const warmUps = 3;

/** After its last answer a program still confirms updates and cleans up, which the next must not pay for. In milliseconds. */
const restMs = 2_000;

/** How fast each was in a flood, one right after the other. */
interface Round {
  stock: number;
  botfactory: number;
}

/**
 * Both programs in turns, so that whatever else the machine does hits both; and new processes several times, as each is
 * lucky or not in how its code was compiled and where its memory lies, for all of its life.
 */
export async function measureThroughput(
  lab: Lab,
  { what, goal, ...flood }: Flood,
  { pairs, rounds, against = "stock" }: { pairs: number; rounds: number; against?: ContenderName },
): Promise<Measurement> {
  const measured: Round[] = [];
  for (let pair = 0; pair < pairs; pair++) measured.push(...(await inTurns(lab, { ...flood, against }, rounds)));
  return {
    what,
    unit: "updates/s",
    stock: median(measured.map(({ stock }) => stock)),
    botfactory: median(measured.map(({ botfactory }) => botfactory)),
    ratio: median(measured.map(({ stock, botfactory }) => botfactory / stock)),
    ...(against === "stock" && goal && { goal }),
  };
}

/** With a process of each. */
async function inTurns(
  lab: Lab,
  { crowd, each, telegramTakesMs = 0, against }: Omit<Flood, "what" | "goal"> & { against: ContenderName },
  rounds: number,
): Promise<Round[]> {
  await using stock = await lab.bench(against);
  await using botfactory = await lab.bench("botfactory");
  for (const bench of [stock, botfactory]) {
    await bench.serve(crowd.bots);
    await bench.slowDown(telegramTakesMs);
    for (let flood = 0; flood < warmUps; flood++) await bench.flood(crowd, each);
  }
  const updates = crowd.bots * crowd.people * each;
  const speed = async (bench: Bench) => {
    await sleep(restMs);
    return updates / (await bench.flood(crowd, each));
  };
  const measured: Round[] = [];
  for (let round = 0; round < rounds; round++) {
    measured.push({ stock: await speed(stock), botfactory: await speed(botfactory) });
  }
  return measured;
}
