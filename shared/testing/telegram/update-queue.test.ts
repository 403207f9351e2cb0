import { describe, expect, test } from "vitest";
import { manualClock } from "../clock.ts";
import { UpdateQueue } from "./update-queue.ts";

const minute = 60_000;
const hour = 60 * minute;
const week = 7 * 24 * hour;

function queueWith(count: number, { kind = "message", firstId = 100, randomIdAfterWeek = true } = {}) {
  const clock = manualClock();
  const queue = new UpdateQueue({ clock, firstId, randomIdAfterWeek });
  for (let n = 0; n < count; n++) queue.push(kind, { [kind]: { n } });
  const ids = (offset = 0, limit = 100) => queue.take(offset, limit).map(({ id }) => id);
  return { clock, queue, ids };
}

describe("the queue of a bot", () => {
  test("begins with a random id and rises by one", () => {
    const queue = new UpdateQueue({ clock: manualClock(), randomIdAfterWeek: true });
    const first = queue.push("message", {})!;
    expect(first).toBeGreaterThanOrEqual(2_000_001);
    expect(first).toBeLessThanOrEqual(1_000_000_000);
    expect(queue.push("message", {})).toBe(first + 1);
  });

  test("can begin again lower, as after a week, and an offset beyond its end is then ignored", () => {
    const { queue, ids } = queueWith(1, { firstId: 9_000 });
    queue.take(9_001, 100);
    queue.restartAt(50);
    expect([queue.push("message", {}), queue.push("message", {})]).toEqual([50, 51]);
    expect(ids(9_001)).toEqual([50, 51]);
    expect(ids(51)).toEqual([51]);
  });

  test("returns everything unconfirmed again when no offset is given", () => {
    const { ids } = queueWith(3);
    expect(ids()).toEqual([100, 101, 102]);
    expect(ids()).toEqual([100, 101, 102]);
  });

  test("deletes what is below the offset", () => {
    const { ids, queue } = queueWith(3);
    expect(ids(102)).toEqual([102]);
    expect(ids()).toEqual([102]);
    expect(queue.pending).toBe(1);
  });

  test("confirms everything by an offset up to ten beyond the last id", () => {
    const { ids, queue } = queueWith(3);
    expect(ids(112)).toEqual([]);
    expect(queue.pending).toBe(0);
  });

  test("ignores an offset farther beyond", () => {
    expect(queueWith(3).ids(113)).toEqual([100, 101, 102]);
  });

  test("keeps only the last n for an offset of -n", () => {
    const { ids, queue } = queueWith(5);
    expect(ids(-2)).toEqual([103, 104]);
    expect(queue.pending).toBe(2);
  });

  test("keeps all when -n reaches beyond its beginning", () => {
    expect(queueWith(2).ids(-50)).toEqual([100, 101]);
  });

  test.each([
    ["inline_query", 30_000],
    ["callback_query", 150_000],
    ["shipping_query", 150_000],
    ["pre_checkout_query", 150_000],
    ["message", 24 * hour],
    ["a_kind_of_tomorrow", 24 * hour],
  ])("forgets an unconfirmed %s after %i ms", (kind, lifetimeMs) => {
    const { clock, queue } = queueWith(1, { kind });
    clock.advance(lifetimeMs - 1);
    expect(queue.pending).toBe(1);
    clock.advance(1);
    expect(queue.pending).toBe(0);
  });

  test("lets updates vanish beyond 100,000", () => {
    const { queue } = queueWith(100_000);
    expect(queue.push("message", {})).toBeNull();
    queue.take(101, 1);
    expect(queue.push("message", {})).not.toBeNull();
  });

  test("lets updates vanish beyond 128 MiB", () => {
    const { queue } = queueWith(0);
    const text = "x".repeat(16 * 1024 * 1024);
    for (let n = 0; n < 7; n++) expect(queue.push("message", { text })).not.toBeNull();
    expect(queue.push("message", { text })).toBeNull();
  });

  test("cuts what it returns near 4 MiB", () => {
    const { queue } = queueWith(0);
    for (let n = 0; n < 6; n++) queue.push("message", { text: "x".repeat(1024 * 1024) });
    expect(queue.take(0, 100)).toHaveLength(3);
  });

  test("takes a random id again after a week without updates", () => {
    const { clock, queue } = queueWith(1, { firstId: 1_000_000_000 });
    clock.advance(week);
    expect(queue.push("message", {})).toBeLessThanOrEqual(1_000_000_000);
  });

  test("goes on counting after a week when the switch is off", () => {
    const { clock, queue } = queueWith(1, { randomIdAfterWeek: false });
    clock.advance(week);
    expect(queue.push("message", {})).toBe(101);
  });

  test("still delivers when the new ids are below the old offset", () => {
    const { clock, queue, ids } = queueWith(1, { firstId: 1_000_000_000 });
    clock.advance(week);
    const id = queue.push("message", {});
    expect(ids(1_000_000_001)).toEqual([id]);
  });
});
