import { describe, expect, test } from "vitest";
import { Places } from "./places.ts";

const limits = { running: 800, runningPerBot: 500 };
const bot = (tenantId: string, id = `${tenantId}'s`) => ({ bot: { id, tenantId }, running: 0 });
type Entry = ReturnType<typeof bot>;

/** Gives the bots places for as long as there are any, each of which wants as many as it can get. */
function fill(places: Places<Entry>, ...bots: Entry[]): void {
  for (const each of bots) places.wait(each);
  for (let taken = places.take(); taken; taken = places.take()) places.wait(taken);
}

describe("the places of a dispatcher", () => {
  test("are given to tenants in turn, and to each one's bots in turn", () => {
    const places = new Places<Entry>(limits);
    const [a1, a2, b] = [bot("a", "a1"), bot("a", "a2"), bot("b")];
    for (const each of [a1, a2, b]) places.wait(each);
    const begun = Array.from({ length: 6 }, () => {
      const taken = places.take()!;
      places.wait(taken);
      return taken.bot.id;
    });
    expect(begun).toEqual(["a1", "b's", "a2", "b's", "a1", "b's"]);
  });

  test("are not all taken by one tenant, nor by ten, however many bots they have: the next has one at once", () => {
    for (const tenants of [1, 2, 10]) {
      const places = new Places<Entry>(limits);
      const greedy = Array.from({ length: tenants }, (_, n) => [bot(`${n}`, `${n} a`), bot(`${n}`, `${n} b`)]).flat();
      fill(places, ...greedy);
      expect(places.running).toBeGreaterThan(500);
      const modest = bot("modest");
      places.wait(modest);
      expect(places.take()).toBe(modest);
    }
  });

  test("are a tenant's in more than a quarter only while nobody else waits", () => {
    const places = new Places<Entry>(limits);
    const early = bot("early");
    fill(places, early, bot("early", "another"));
    const before = places.running;
    expect(before).toBeGreaterThan(400);
    const late = [bot("late"), bot("later"), bot("latest")];
    fill(places, ...late);
    // Each place that becomes free now goes to the others, until they have as many.
    while (early.running > 0) {
      places.giveBack(early);
      fill(places);
    }
    for (const { running } of late) expect(running).toBeLessThanOrEqual(300);
    expect(Math.min(...late.map(({ running }) => running))).toBeGreaterThan(100);
  });

  test("are a bot's no more than its own limit says, until it gives one back", () => {
    const places = new Places<Entry>({ running: 800, runningPerBot: 2 });
    const one = bot("a");
    fill(places, one);
    expect(one.running).toBe(2);
    places.giveBack(one);
    fill(places, one);
    expect(one.running).toBe(2);
  });

  test("are kept by what runs when its bot waits no more, and free when it ends", () => {
    const places = new Places<Entry>({ running: 1, runningPerBot: 1 });
    const [one, other] = [bot("a"), bot("b")];
    fill(places, one, other);
    places.leave(one);
    places.leave(other);
    expect([places.running, places.take()]).toEqual([1, undefined]);
    places.giveBack(one);
    expect([places.running, places.take()]).toEqual([0, undefined]);
    places.wait(other);
    expect(places.take()).toBe(other);
  });

  test("are given first to who had no turn since all others had theirs, and then in turn as to everybody", () => {
    const places = new Places<Entry>({ running: 100, runningPerBot: 100 });
    const crowd = Array.from({ length: 200 }, (_, n) => bot(`${n}`));
    fill(places, ...crowd);
    expect(places.running).toBe(100);
    /** One of the crowd ends and wants the next place, as does everybody else. */
    const begins = () => {
      const ended = crowd.find(({ running }) => running > 0)!;
      places.giveBack(ended);
      places.wait(ended);
      return places.take()!;
    };
    for (let n = 0; n < 200; n++) begins();
    const modest = bot("modest");
    places.wait(modest);
    expect(begins()).toBe(modest);
    // Whoever comes again within the round waits for its end.
    places.giveBack(modest);
    places.wait(modest);
    const round = Array.from({ length: 300 }, begins);
    expect(round.indexOf(modest)).toBeGreaterThan(100);
    places.giveBack(modest);
    for (let n = 0; n < 300; n++) begins();
    places.wait(modest);
    expect(begins()).toBe(modest);
  });

  test.each([60, 80, 99, 150])(
    "leave none without, where a hundred want one each %i turns and ten as many as they get",
    (every) => {
      const places = new Places<Entry>({ running: 100, runningPerBot: 100 });
      const floods = Array.from({ length: 10 }, (_, n) => bot(`flood ${n}`));
      const modest = Array.from({ length: 100 }, (_, n) => bot(`modest ${n}`));
      const turns = new Map<Entry, number>([...floods, ...modest].map((each) => [each, 0]));
      const again = new Map(modest.map((each, n) => [each, n]));
      for (let turn = 0; turn < 10_000; turn++) {
        for (const each of floods) places.wait(each);
        for (const [each, at] of again)
          if (at <= turn) {
            again.delete(each);
            places.wait(each);
          }
        const taken = places.take()!;
        turns.set(taken, turns.get(taken)! + 1);
        if (modest.includes(taken)) again.set(taken, turn + every);
        places.giveBack(taken);
      }
      for (const [{ bot }, count] of turns) expect(count, bot.id).toBeGreaterThan(40);
    },
  );
});
