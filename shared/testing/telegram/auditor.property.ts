import fc from "fast-check";
import type { Message, Update } from "grammy/types";
import { describe, expect, test } from "vitest";
import { Auditor } from "./auditor.ts";

interface Numbered {
  lane: number;
  n: number;
}

const keyOf = ({ lane, n }: Numbered) => `${lane}/${n}`;
const auditorOf = () =>
  new Auditor({
    expected: (_, update) => {
      const { lane, n } = update as unknown as Numbered;
      return { lane: String(lane), key: keyOf({ lane, n }) };
    },
    answered: (_, message) => keyOf(message as unknown as Numbered),
  });

const bot = { id: 1 };
const inLanes = fc.array(fc.nat({ max: 3 }), { maxLength: 30 }).map((lanes) => {
  const next = [0, 0, 0, 0];
  return lanes.map((lane): Numbered => ({ lane, n: next[lane]!++ }));
});

function audit(asked: Numbered[], answered: Numbered[]) {
  const auditor = auditorOf();
  for (const update of asked) auditor.queued(bot, update as unknown as Update);
  for (const message of answered) auditor.sent(bot, message as unknown as Message);
  return auditor.report();
}

describe("whatever happens to the answers", () => {
  test("the auditor agrees with a plain reading of the two lists", () => {
    const history = inLanes.chain((asked) =>
      fc.record({
        asked: fc.constant(asked),
        // Any answers in any order, some missing, some repeated.
        answered:
          asked.length === 0 ? fc.constant<Numbered[]>([]) : fc.array(fc.constantFrom(...asked), { maxLength: 60 }),
      }),
    );
    fc.assert(
      fc.property(history, ({ asked, answered }) => {
        const report = audit(asked, answered);
        const times = (key: string) => answered.filter((answer) => keyOf(answer) === key).length;
        const keys = asked.map(keyOf);
        expect(report.lost).toEqual(keys.filter((key) => times(key) === 0));
        expect(report.doubled).toEqual(keys.filter((key) => times(key) > 1));
        const firsts = answered.filter((answer, at) => answered.findIndex((a) => keyOf(a) === keyOf(answer)) === at);
        const late = firsts.filter(({ lane, n }, at) => firsts.slice(0, at).some((a) => a.lane === lane && a.n > n));
        expect(report.misordered).toEqual(late.map(keyOf));
        expect(report.answered + report.lost.length).toBe(report.expected);
      }),
    );
  });

  test("an interleaving that keeps each lane's order is clean", () => {
    fc.assert(
      fc.property(inLanes, fc.infiniteStream(fc.nat()), (asked, picks) => {
        const lanes = [0, 1, 2, 3].map((lane) => asked.filter((one) => one.lane === lane));
        const answered: Numbered[] = [];
        while (lanes.some((lane) => lane.length > 0)) {
          const waiting = lanes.filter((lane) => lane.length > 0);
          answered.push(waiting[Number(picks.next().value) % waiting.length]!.shift()!);
        }
        expect(audit(asked, answered)).toMatchObject({ lost: [], doubled: [], misordered: [], unexpected: [] });
      }),
    );
  });
});
