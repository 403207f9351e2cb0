import { expect, test } from "vitest";
import { recentlyUsed } from "./recently-used.ts";

test("what was used least lately goes first", () => {
  const cache = recentlyUsed<number>({ max: 2 });
  cache.set("a", 1).set("b", 2);
  cache.get("a");
  cache.set("c", 3);
  expect([...cache.keys()].sort()).toEqual(["a", "c"]);
});

test("keeps as many as it may, however often they are set and deleted", () => {
  const cache = recentlyUsed<number>({ max: 3 });
  for (let i = 0; i < 100; i++) {
    cache.set(`${i % 7}`, i).set(`${i % 7}`, -i);
    if (i % 5 === 0) cache.delete(`${i % 7}`);
  }
  expect(cache.size).toBe(3);
});

test("forgets after its time", () => {
  const cache = recentlyUsed<number>({ max: 2, ttl: 1_000 });
  cache.set("a", 1).set("b", 2, { start: performance.now() - 2_000 });
  expect([cache.get("a"), cache.get("b")]).toEqual([1, undefined]);
});
