import { describe, expect, test } from "vitest";
import { z } from "zod";
import { idMaker, newId } from "./new-id.ts";

describe("new ids", () => {
  test("are UUIDs of version 7 that tell the time", () => {
    const id = idMaker(() => Date.UTC(2026, 0, 1))();
    expect(z.uuidv7().parse(id)).toBe(id);
    expect(Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16)).toBe(Date.UTC(2026, 0, 1));
  });

  test("sort in the order they were made, however many a millisecond", () => {
    const ids = Array.from({ length: 20_000 }, newId);
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("sort in that order also when the clock is set back", () => {
    let now = 1_000_000;
    const next = idMaker(() => now);
    const ids = [next()];
    now -= 5_000;
    ids.push(next(), next());
    now += 6_000;
    ids.push(next());
    expect(ids.toSorted()).toEqual(ids);
  });

  test("of two processes at the same moment differ", () => {
    expect(idMaker(() => 1)()).not.toBe(idMaker(() => 1)());
  });
});
