/** Which faults come when: a pure decision from a seed, so that a run can be repeated. */
import { seededRandom } from "#shared/testing/random.ts";

/** How long each kind of fault lasts, at least and at most, in milliseconds. */
export const faultKinds = {
  "runtime killed": [500, 6_000],
  "runtime frozen": [1_000, 8_000],
  "runtime replaced": [0, 0],
  "runtime joins and leaves": [3_000, 6_000],
  "runtime cut off from Telegram": [1_000, 4_000],
  "control plane killed": [1_000, 6_000],
  "control plane frozen": [1_000, 6_000],
  "shards granted by hand": [0, 0],
  "Redis killed": [100, 4_000],
  "Redis flushed": [0, 0],
  "Redis frozen": [500, 4_000],
  "PostgreSQL restarted": [100, 1_500],
  "PostgreSQL killed": [100, 1_500],
  "PostgreSQL frozen": [500, 3_000],
  "commits stall": [1_000, 9_000],
  "rows locked": [1_000, 6_000],
  "runtime frozen in a transaction": [2_000, 8_000],
  "bytes that arrive late": [400, 4_000],
  "Telegram down": [500, 4_000],
  "polls cut": [0, 0],
  "Telegram fails": [500, 3_000],
  "Telegram delivers and fails": [500, 3_000],
  "Telegram slow": [2_000, 8_000],
  "Telegram resets": [500, 3_000],
  "Telegram loses answers": [200, 1_000],
  "Telegram limits": [500, 2_000],
  "foreign poller": [1_000, 4_000],
  "clock jumps": [1_000, 6_000],
} as const satisfies Record<string, readonly [number, number]>;

export type FaultKind = keyof typeof faultKinds;

export interface PlannedFault {
  kind: FaultKind;
  /** From the beginning of the run. */
  atMs: number;
  lastsMs: number;
  /** 0 to 1, without 1: which of those concerned it hits. */
  pick: number;
}

interface Options {
  seed: number;
  durationMs: number;
  /** Time between the beginnings of two faults, on average. A fault may begin before an earlier one is over. */
  everyMs?: number;
}

/** In order of time. Every kind comes once before any comes again, and all are over by the end. */
export function planFaults({ seed, durationMs, everyMs = 3_000 }: Options): PlannedFault[] {
  const random = seededRandom(seed);
  const kinds = Object.keys(faultKinds) as FaultKind[];
  const plan: PlannedFault[] = [];
  let bag: FaultKind[] = [];
  for (let atMs = 0; ; atMs += random.between(0.3, 1.7) * everyMs) {
    if (bag.length === 0) bag = random.shuffled(kinds);
    const kind = bag.pop()!;
    const [least, most] = faultKinds[kind];
    const fault = { kind, atMs, lastsMs: Math.round(random.between(least, most)), pick: random.next() };
    if (fault.atMs + fault.lastsMs > durationMs) return plan;
    plan.push(fault);
  }
}
