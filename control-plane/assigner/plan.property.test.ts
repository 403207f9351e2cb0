import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Limits, type Member, type PlacedShard, planPlacement } from "./plan.ts";

const names = ["a", "b", "c", "d", "e"];
const memberIds = fc.uniqueArray(fc.constantFrom(...names), { minLength: 1 });
const shard = fc.record({
  owner: fc.constantFrom<string | null>(...names, "gone", null),
  target: fc.option(fc.constantFrom(...names, "gone"), { freq: 5 }),
  weight: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 20 })),
});
const cluster = fc
  .record({ shards: fc.array(shard, { minLength: 1, maxLength: 150 }), members: memberIds, draining: fc.nat(3) })
  .map(({ shards, members, draining }) => ({
    shards: shards.map((given, id): PlacedShard => {
      const target = given.owner === null || given.target === given.owner ? null : given.target;
      return { ...given, id, target };
    }),
    members: members.map((id, n): Member => ({ id, draining: n < draining && n < members.length - 1 })),
  }));

/** What has become of the shards once everything planned, and everything under way, is carried out. */
function carriedOut(shards: readonly PlacedShard[], members: readonly Member[], limits: Limits): PlacedShard[] {
  const { grants, handovers, cancelled } = planPlacement(shards, members, limits);
  const granted = new Map(grants.map(({ shard, to }) => [shard, to]));
  const moving = new Map(handovers.map(({ shard, to }) => [shard, to]));
  return shards.map(({ id, owner, target, weight, hasOrders }) => {
    const next = granted.get(id) ?? moving.get(id) ?? (cancelled.includes(id) ? owner : (target ?? owner));
    return { id, owner: next, target: null, weight, ...(hasOrders && { hasOrders }) };
  });
}

const limits: Limits = { movesAtOnce: 7, movesLeft: Number.POSITIVE_INFINITY };

/** What the shards come to with the moves that there may be in all. */
function settled(shards: readonly PlacedShard[], members: readonly Member[], movesLeft = limits.movesLeft) {
  let now = shards;
  let left = movesLeft;
  for (let rounds = 0; rounds < 500; rounds++) {
    const round = { ...limits, movesLeft: left };
    const { grants, handovers, cancelled, balancing } = planPlacement(now, members, round);
    left -= balancing;
    if (grants.length + handovers.length + cancelled.length === 0 && now.every(({ target }) => target === null))
      return now;
    now = carriedOut(now, members, round);
  }
  throw new Error("The plan does not converge");
}

const takingOf = (members: readonly Member[]) => members.filter(({ draining }) => !draining).map(({ id }) => id);
const weightsOf = (shards: readonly PlacedShard[], runtimes: readonly string[]) =>
  runtimes.map((runtime) =>
    shards.filter(({ owner }) => owner === runtime).reduce((sum, { weight }) => sum + weight, 0),
  );
const moved = (before: readonly PlacedShard[], after: readonly PlacedShard[]) =>
  before.filter(({ owner }, n) => owner !== after[n]!.owner);

/** Shards dealt out among the members, as they are after a while: with few bots, or with many. */
const atRest = fc
  .record({
    weights: fc.constantFrom(1, 3, 20).chain((empty) =>
      fc.array(fc.oneof({ weight: empty, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 4 })), {
        minLength: 64,
        maxLength: 256,
      }),
    ),
    members: memberIds,
  })
  .map(({ weights, members: ids }) => {
    const members = ids.map((id): Member => ({ id, draining: false }));
    const free = weights.map((weight, id): PlacedShard => ({ id, owner: null, target: null, weight }));
    return { shards: settled(free, members), members };
  });

describe("a placement", () => {
  test("leaves every shard with a living runtime that may have it, and converges", () => {
    fc.assert(
      fc.property(cluster, ({ shards, members }) => {
        const taking = takingOf(members);
        for (const { owner } of settled(shards, members)) expect(taking).toContain(owner);
      }),
      { numRuns: 300 },
    );
  });

  test("overloads nobody by more than one shard", () => {
    fc.assert(
      fc.property(cluster, ({ shards, members }) => {
        const after = settled(shards, members);
        const loads = weightsOf(after, takingOf(members));
        const heaviest = Math.max(...after.map(({ weight }) => weight));
        const average = loads.reduce((sum, load) => sum + load, 0) / loads.length;
        expect(Math.max(...loads)).toBeLessThanOrEqual(average + heaviest);
      }),
      { numRuns: 300 },
    );
  });

  test("grants at once what nobody serves, and takes nothing from a living owner but by handover", () => {
    fc.assert(
      fc.property(cluster, ({ shards, members }) => {
        const alive = members.map(({ id }) => id);
        const { grants, handovers } = planPlacement(shards, members, limits);
        const orphans = shards.filter(({ owner }) => owner === null || !alive.includes(owner));
        expect(grants.map(({ shard }) => shard).toSorted()).toEqual(orphans.map(({ id }) => id).toSorted());
        const touched = [...grants, ...handovers].map(({ shard }) => shard);
        expect(new Set(touched).size).toBe(touched.length);
        for (const { shard, to } of handovers) expect(shards[shard]!.owner).not.toBe(to);
      }),
      { numRuns: 300 },
    );
  });

  test("does not move more for the sake of balance at once than it may", () => {
    fc.assert(
      fc.property(cluster, fc.integer({ min: 1, max: 20 }), ({ shards, members }, movesAtOnce) => {
        const taking = takingOf(members);
        const { handovers } = planPlacement(shards, members, { ...limits, movesAtOnce });
        const forBalance = handovers.filter(({ shard }) => taking.includes(shards[shard]!.owner ?? ""));
        expect(forBalance.length).toBeLessThanOrEqual(movesAtOnce);
      }),
    );
  });

  test("has nothing to do once everything is carried out", () => {
    fc.assert(
      fc.property(atRest, ({ shards, members }) => {
        expect(planPlacement(shards, members, limits)).toEqual({
          grants: [],
          handovers: [],
          cancelled: [],
          balancing: 0,
          level: true,
        });
      }),
    );
  });

  test("tells when it makes all level, and not when it may not move enough", () => {
    fc.assert(
      fc.property(atRest, ({ shards, members }) => {
        const joined = [...members, { id: "joiner", draining: false }];
        const unlimited = { movesAtOnce: shards.length + 1, movesLeft: shards.length + 1 };
        const { balancing, level } = planPlacement(shards, joined, unlimited);
        expect(level).toBe(true);
        if (balancing < 2) return;
        expect(planPlacement(shards, joined, { ...unlimited, movesLeft: balancing - 1 }).level).toBe(false);
      }),
    );
  });

  test("calls nothing level while something is under way, or called off", () => {
    const shards = [0, 1].map((id): PlacedShard => ({ id, owner: "a", target: id === 0 ? "b" : null, weight: 1 }));
    const members = ["a", "b"].map((id) => ({ id, draining: false }));
    expect(planPlacement(shards, members, limits)).toMatchObject({ balancing: 0, level: false });
    expect(planPlacement(shards, [members[0]!], limits)).toMatchObject({ cancelled: [0], level: false });
    expect(planPlacement(carriedOut(shards, members, limits), members, limits).level).toBe(true);
  });

  test("needs no more moves than one runtime's part when one joins", () => {
    fc.assert(
      fc.property(atRest, ({ shards, members }) => {
        const joined = [...members, { id: "new", draining: false }];
        const part = Math.ceil(shards.length / joined.length);
        const after = settled(shards, joined, part);
        expect(moved(shards, after).length).toBeLessThanOrEqual(part);
        const loads = weightsOf(
          after,
          joined.map(({ id }) => id),
        );
        const heaviest = Math.max(...after.map(({ weight }) => weight));
        expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(2 * heaviest);
      }),
      { numRuns: 1_000 },
    );
  });

  test("moves only the shards of who leaves or dies", () => {
    fc.assert(
      fc.property(atRest, fc.boolean(), ({ shards, members }, dies) => {
        if (members.length < 2) return;
        const [leaver, ...rest] = members;
        const others = dies ? rest : [{ ...leaver!, draining: true }, ...rest];
        const { grants, handovers, cancelled } = planPlacement(shards, others, { ...limits, movesLeft: 0 });
        const theirs = shards.filter(({ owner }) => owner === leaver!.id).map(({ id }) => id);
        expect(cancelled).toEqual([]);
        expect([...grants, ...handovers].map(({ shard }) => shard).toSorted()).toEqual(theirs.toSorted());
      }),
    );
  });

  test("survives any order of joins and leaves: in the end it is as even as ever", () => {
    const events = fc.array(fc.record({ who: fc.constantFrom(...names), comes: fc.boolean() }), { maxLength: 20 });
    fc.assert(
      fc.property(atRest, events, ({ shards, members }, happening) => {
        const ids = new Set(members.map(({ id }) => id));
        let now = shards;
        for (const { who, comes } of happening) {
          if (comes) ids.add(who);
          else if (ids.size > 1) ids.delete(who);
          now = carriedOut(
            now,
            [...ids].map((id) => ({ id, draining: false })),
            limits,
          );
        }
        const last = [...ids].map((id) => ({ id, draining: false }));
        const after = settled(now, last);
        const heaviest = Math.max(...after.map(({ weight }) => weight));
        const loads = weightsOf(after, [...ids]);
        expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(2 * heaviest);
      }),
      { numRuns: 200 },
    );
  });

  test("leaves what has orders to those who know orders, whatever happens, as long as there is one", () => {
    const names = fc.constantFrom("a", "b", "c", "gone", null);
    const placed = fc.record({
      owner: names,
      target: fc.option(fc.constantFrom("a", "b", "c")),
      hasOrders: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(placed, { minLength: 1, maxLength: 40 }),
        fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
        (given, unknowing) => {
          const members = ["a", "b", "c"].map((id, n): Member => ({ id, draining: false, unknowing: unknowing[n]! }));
          if (members.every((member) => member.unknowing)) return;
          const knowing = members.flatMap(({ id, unknowing }) => (unknowing ? [] : id));
          const shards = given.map(({ owner, target, hasOrders }, id): PlacedShard => {
            const isTarget = owner !== null && owner !== "gone" && target !== owner;
            return { id, owner, target: isTarget ? target : null, weight: 1, hasOrders };
          });
          const ordered = new Set(shards.flatMap(({ id, hasOrders }) => (hasOrders ? id : [])));
          const { grants, handovers } = planPlacement(shards, members, limits);
          for (const { shard, to } of [...grants, ...handovers]) if (ordered.has(shard)) expect(knowing).toContain(to);
          for (const { id, owner } of settled(shards, members)) if (ordered.has(id)) expect(knowing).toContain(owner);
        },
      ),
    );
  });

  test("does nothing where nobody is alive", () => {
    const shards = [{ id: 0, owner: "gone", target: null, weight: 1 }];
    expect(planPlacement(shards, [], limits)).toEqual({
      grants: [],
      handovers: [],
      cancelled: [],
      balancing: 0,
      level: false,
    });
  });

  test("still gives what nobody serves to somebody when everybody is to be left empty", () => {
    const shards = [{ id: 0, owner: null, target: null, weight: 1 }];
    expect(planPlacement(shards, [{ id: "a", draining: true }], limits).grants).toEqual([{ shard: 0, to: "a" }]);
  });
});
