import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { planMoves, type ShardOwner } from "./plan.ts";

const runtimeIds = fc.uniqueArray(fc.constantFrom<string>("a", "b", "c", "d", "e"), { minLength: 1 });
const cluster = fc.record({
  owners: fc.array(fc.constantFrom<string | null>("a", "b", "c", "d", "e", "gone", null), {
    minLength: 1,
    maxLength: 200,
  }),
  runtimes: runtimeIds,
});
const shardsOf = (owners: (string | null)[]): ShardOwner[] => owners.map((owner, id) => ({ id, owner }));

function apply(shards: ShardOwner[], moves: ReturnType<typeof planMoves>): ShardOwner[] {
  const to = new Map(moves.map((move) => [move.shard, move.to]));
  return shards.map(({ id, owner }) => ({ id, owner: to.get(id) ?? owner }));
}

const loadsOf = (shards: ShardOwner[], runtimes: readonly string[]) =>
  runtimes.map((runtime) => shards.filter(({ owner }) => owner === runtime).length);

describe("a plan of moves", () => {
  test("leaves every shard with a living runtime, and no two runtimes more than one apart", () => {
    fc.assert(
      fc.property(cluster, ({ owners, runtimes }) => {
        const after = apply(shardsOf(owners), planMoves(shardsOf(owners), runtimes));
        expect(after.every(({ owner }) => owner !== null && runtimes.includes(owner))).toBe(true);
        const loads = loadsOf(after, runtimes);
        expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("has nothing more to do once carried out", () => {
    fc.assert(
      fc.property(cluster, ({ owners, runtimes }) => {
        const after = apply(shardsOf(owners), planMoves(shardsOf(owners), runtimes));
        expect(planMoves(after, runtimes)).toEqual([]);
      }),
    );
  });

  test("moves only what it must: the shards of who is gone, and what is over the even share", () => {
    fc.assert(
      fc.property(cluster, ({ owners, runtimes }) => {
        const shards = shardsOf(owners);
        const moves = planMoves(shards, runtimes);
        const least = Math.floor(shards.length / runtimes.length);
        const orphans = shards.filter(({ owner }) => owner === null || !runtimes.includes(owner)).length;
        const surplus = loadsOf(shards, runtimes).reduce((sum, load) => sum + Math.max(0, load - least), 0);
        expect(moves.length).toBeLessThanOrEqual(orphans + surplus);
        expect(new Set(moves.map(({ shard }) => shard)).size).toBe(moves.length);
      }),
    );
  });

  test("does nothing where nobody is alive", () => {
    expect(planMoves(shardsOf(["a", null]), [])).toEqual([]);
  });
});
