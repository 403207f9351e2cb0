import { describe, expect, test } from "vitest";
import { layOut, placeOf, shardAt, shardByKey } from "./map-layout.ts";

describe("the map of shards", () => {
  test.each([
    [1, 330],
    [16, 330],
    [1024, 330],
    [1024, 760],
    [65_536, 330],
    [65_536, 1100],
  ])("has room for %i shards in %i pixels", (count, width) => {
    const layout = layOut(count, width);
    expect(layout.width).toBeLessThanOrEqual(width);
    expect(layout.height).toBeLessThanOrEqual(300);
    expect(placeOf(layout, count - 1).y + layout.size).toBe(layout.height);
  });

  test("finds the shard that was drawn at a point", () => {
    const layout = layOut(1000, 640);
    for (const shard of [0, 1, 57, 999]) {
      const { x, y } = placeOf(layout, shard);
      expect(shardAt(layout, 1000, x, y)).toBe(shard);
      expect(shardAt(layout, 1000, x + layout.size - 1, y + layout.size - 1)).toBe(shard);
    }
  });

  test("finds none beside them", () => {
    const layout = layOut(1000, 640);
    const last = placeOf(layout, 999);
    for (const [x, y] of [
      [-1, 0],
      [0, -1],
      [layout.width, 0],
      [last.x + layout.size, last.y],
      [0, layout.height],
    ])
      expect(shardAt(layout, 1000, x!, y!)).toBeNull();
  });

  test("is walked with the arrow keys, and left by none", () => {
    const layout = layOut(1000, 640);
    expect(shardByKey(layout, 1000, 5, "ArrowRight")).toBe(6);
    expect(shardByKey(layout, 1000, 5, "ArrowDown")).toBe(5 + layout.columns);
    expect(shardByKey(layout, 1000, 5, "ArrowUp")).toBe(0);
    expect(shardByKey(layout, 1000, 999, "ArrowRight")).toBe(999);
    expect(shardByKey(layout, 1000, 5, "Home")).toBe(0);
    expect(shardByKey(layout, 1000, 5, "End")).toBe(999);
    expect(shardByKey(layout, 1000, 5, "a")).toBeNull();
  });
});
