import { describe, expect, test } from "vitest";
import { Slots } from "./slots.ts";

describe("slots", () => {
  test("are limited for each key and in all, and come back", () => {
    const slots = new Slots({ inAll: 3, perKey: 2 });
    const [first, second] = [slots.take("a")!, slots.take("a")!];
    expect([slots.take("a"), slots.full, slots.has("b")]).toEqual([null, ["a"], true]);
    const other = slots.take("b")!;
    expect([slots.take("b"), slots.take("c"), slots.has("c")]).toEqual([null, null, false]);
    first();
    expect([slots.full, slots.has("a")]).toEqual([[], true]);
    for (const giveBack of [second, other]) giveBack();
    expect(["a", "a", "b"].map((key) => slots.take(key) !== null)).toEqual([true, true, true]);
  });

  test("come back once, however often they are given back", () => {
    const slots = new Slots({ perKey: 1 });
    const giveBack = slots.take("a")!;
    giveBack();
    slots.take("a");
    giveBack();
    expect(slots.take("a")).toBeNull();
  });
});
