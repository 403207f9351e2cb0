import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HeldUp } from "./held-up.ts";

interface Unit {
  tenure: { shard: number; epoch: number; bot: string };
  n: number;
}

const unit = fc.record({ bot: fc.nat(40), late: fc.boolean() });
const given = fc.record({
  units: fc.array(unit, { minLength: 1, maxLength: 200 }),
  locked: fc.uniqueArray(fc.nat(40), { maxLength: 6 }),
  limit: fc.integer({ min: 1, max: 50 }),
});

/** Has all tried that is held, against a database in which some bots are locked. */
function play({ units, locked, limit }: { units: { bot: number; late: boolean }[]; locked: number[]; limit: number }) {
  const time = { now: 0 };
  const heldUp = new HeldUp<Unit>(() => time.now);
  const all = units.map(({ bot }, n): Unit => ({ n, tenure: { shard: bot % 4, epoch: 1, bot: String(bot) } }));
  const isLate = (_: Unit, n: number) => units[n]!.late;
  const early = all.filter((each, n) => !isLate(each, n));
  heldUp.hold(early);
  const busy = new Set(locked.map(String));
  const passed: Unit[] = [];
  for (const late of all.filter(isLate)) {
    if (heldUp.keeps(late)) heldUp.push(late);
    else passed.push(late);
  }
  let blockedTries = 0;
  /** @returns whether anything was tried */
  const round = (): boolean => {
    const retry = heldUp.next(limit);
    if (!retry) return false;
    time.now += 1;
    const blocked = retry.entries.some(({ tenure }) => busy.has(tenure.bot));
    if (blocked) {
      blockedTries++;
      time.now += retry.lockMs;
      heldUp.hold(retry.entries);
    } else passed.push(...retry.entries);
    heldUp.tried(retry, blocked ? retry.entries : []);
    return true;
  };
  return { time, heldUp, busy, passed, round, tries: () => blockedTries };
}

describe("what is held up", () => {
  test("lets through whatever is not locked, soon", () => {
    fc.assert(
      fc.property(given, (cluster) => {
        const { time, heldUp, busy, passed, round, tries } = play(cluster);
        const free = cluster.units.filter(({ bot }) => !busy.has(String(bot))).length;
        const through = () => passed.filter(({ tenure }) => !busy.has(tenure.bot)).length;
        for (let rounds = 0; through() < free && rounds < 2_000; rounds++) if (!round()) time.now += heldUp.pauseMs;
        expect(through()).toBe(free);
        // Each of those locked is come upon some times, in ever smaller portions, before what is behind it gets its turn.
        expect(tries()).toBeLessThanOrEqual(12 * (busy.size + 1) * Math.ceil(200 / cluster.limit));
      }),
    );
  });

  test("keeps the order of each bot, and loses nothing once nobody locks it any more", () => {
    fc.assert(
      fc.property(given, fc.nat(30), (cluster, before) => {
        const { time, heldUp, busy, passed, round } = play(cluster);
        for (let rounds = 0; rounds < before; rounds++) if (!round()) time.now += heldUp.pauseMs;
        busy.clear();
        for (let rounds = 0; !heldUp.empty && rounds < 2_000; rounds++) if (!round()) time.now += heldUp.pauseMs;
        expect(heldUp.empty).toBe(true);
        for (const [bot, units] of Map.groupBy(passed, ({ tenure }) => tenure.bot)) {
          const early = cluster.units.flatMap((each, n) => (String(each.bot) === bot && !each.late ? n : []));
          const late = cluster.units.flatMap((each, n) => (String(each.bot) === bot && each.late ? n : []));
          expect(units.map(({ n }) => n)).toEqual([...early, ...late]);
        }
        expect(passed.length).toBe(cluster.units.length);
      }),
    );
  });

  test("leaves others most of the time while something stays locked", () => {
    const time = { now: 0 };
    const heldUp = new HeldUp<Unit>(() => time.now);
    heldUp.hold([{ n: 0, tenure: { shard: 0, epoch: 1, bot: "locked" } }]);
    let waitedMs = 0;
    while (time.now < 60_000) {
      const retry = heldUp.next(10);
      if (!retry) {
        time.now += Math.max(1, heldUp.pauseMs);
        continue;
      }
      time.now += retry.lockMs;
      waitedMs += retry.lockMs;
      heldUp.hold(retry.entries);
      heldUp.tried(retry, retry.entries);
    }
    expect(waitedMs).toBeGreaterThan(1_000);
    expect(waitedMs).toBeLessThan(60_000 * 0.3);
  });
});
