import { describe, expect, test } from "vitest";
import { memoryCoordination } from "#shared/coordination/memory.ts";
import { createLog } from "#shared/log.ts";
import { manualClock } from "#shared/testing/clock.ts";
import { Membership } from "./membership.ts";

const ttlMs = 5_000;

function joining() {
  const clock = manualClock(0);
  const coordination = memoryCoordination(clock.now);
  const told: string[] = [];
  const faults = { away: false, forgotten: false, slowMs: 0 };
  const { leases } = coordination;
  const ask = async <T>(work: () => Promise<T>): Promise<T> => {
    if (faults.away) throw new Error("Redis is away");
    const answer = await work();
    clock.advance(faults.slowMs);
    return answer;
  };
  const membership = new Membership({
    coordination: {
      ...coordination,
      leases: {
        ...leases,
        acquire: (...args) => ask(() => leases.acquire(...args)),
        renew: (...args) => ask(async () => !faults.forgotten && leases.renew(...args)),
      },
    },
    runtimeId: "rt",
    ttlMs,
    log: createLog({ level: "silent" }),
    onHeld: () => told.push("held"),
    onLost: () => told.push("lost"),
    clock,
  });
  return { clock, coordination, faults, membership, told };
}

describe("a membership", () => {
  test("is relied on until its deadline, less a margin, and tells when that has passed", async () => {
    const { clock, membership, told } = joining();
    expect(membership.held).toBe(false);
    await membership.beat();
    clock.advance(3_999);
    expect({ held: membership.held, told }).toEqual({ held: true, told: ["held"] });
    clock.advance(2);
    expect({ held: membership.held, told }).toEqual({ held: false, told: ["held", "lost"] });
  });

  test("counts from when the renewal was asked for, not from when it was answered", async () => {
    const { clock, faults, membership } = joining();
    faults.slowMs = 1_500;
    await membership.beat();
    clock.advance(2_499);
    expect(membership.held).toBe(true);
    clock.advance(1);
    expect(membership.held).toBe(false);
  });

  test("is not taken up by an answer that comes after its deadline", async () => {
    const { faults, membership, told } = joining();
    faults.slowMs = 4_000;
    await membership.beat();
    expect({ held: membership.held, told }).toEqual({ held: false, told: [] });
  });

  test("goes on through failed renewals until its deadline, and comes back by itself in another term", async () => {
    const { clock, faults, membership, told } = joining();
    await membership.beat();
    expect(membership.term).toBe(1);
    faults.away = true;
    for (let second = 1; second <= 6; second++) {
      clock.advance(1_000);
      await membership.beat();
      expect(membership.held).toBe(second < 4);
    }
    expect(membership.term).toBeNull();
    faults.away = false;
    await membership.beat();
    expect({ term: membership.term, told }).toEqual({ term: 2, told: ["held", "lost", "held"] });
  });

  test("is over at once when the lease is not there any more, however much time was left", async () => {
    const { clock, faults, membership, told } = joining();
    await membership.beat();
    clock.advance(1_000);
    faults.forgotten = true;
    await membership.beat();
    expect({ held: membership.held, told }).toEqual({ held: false, told: ["held", "lost"] });
  });
});
