import { describe, expect, test } from "vitest";
import { Liveness } from "./liveness.ts";

const leaseTtlMs = 5_000;

/** A liveness that has been in charge for long enough to trust what it sees. */
function watching({ forMs = 10_000 } = {}) {
  const time = { now: 0 };
  const liveness = new Liveness({ leaseTtlMs, now: () => time.now });
  time.now += forMs;
  const look = (leases: Record<string, number>, sessions: string[], known = ["a", "b"]) =>
    [...liveness.alive(known, { leases: new Map(Object.entries(leases)), sessions: new Set(sessions) })].toSorted();
  return { time, liveness, look };
}

describe("a runtime", () => {
  test("is alive while it holds its lease, also one that owns nothing yet", () => {
    const { look } = watching();
    expect(look({ a: 5_000, b: 4_100, c: 4_900 }, ["a", "b", "c"])).toEqual(["a", "b", "c"]);
  });

  test("is gone when its lease has ended", () => {
    const { look } = watching();
    expect(look({ a: 5_000 }, ["a", "b"])).toEqual(["a"]);
  });

  test("is gone sooner when renewals are missing and its process has no session any more", () => {
    const { time, look } = watching();
    look({ a: 5_000, b: 5_000 }, ["a", "b"]);
    time.now += 500;
    expect(look({ a: 5_000, b: 4_500 }, ["a"])).toEqual(["a", "b"]);
    time.now += 2_000;
    expect(look({ a: 5_000, b: 2_400 }, ["a"])).toEqual(["a"]);
  });

  test("is not gone for a missing session alone, nor for missing renewals alone", () => {
    const { time, look } = watching();
    look({ a: 5_000, b: 5_000 }, ["a", "b"]);
    time.now += 3_000;
    expect(look({ a: 4_800, b: 2_000 }, ["b"])).toEqual(["a", "b"]);
  });

  test("is not taken for gone when it is Redis that forgot: until its old lease would have ended", () => {
    const { time, liveness, look } = watching();
    liveness.doubt();
    expect(look({}, ["a", "b"])).toEqual(["a", "b"]);
    time.now += leaseTtlMs - 1;
    expect(look({ a: 5_000 }, ["a", "b"])).toEqual(["a", "b"]);
    time.now += 1;
    expect(look({ a: 5_000 }, ["a", "b"])).toEqual(["a"]);
  });

  test("of an earlier life is gone from the first look", () => {
    const { look } = watching({ forMs: 0 });
    expect(look({ new: 5_000 }, ["new"], ["old"])).toEqual(["new"]);
  });
});
