import { describe, expect, test } from "vitest";
import { Bucket } from "./bucket.ts";

describe("a bucket", () => {
  test("gives its burst at once, then one token at a time, and says how long until the next", () => {
    const bucket = new Bucket(3, 10, 0);
    expect([bucket.take(0), bucket.take(0), bucket.take(0)]).toEqual([0, 0, 0]);
    expect(bucket.take(0)).toBe(100);
    expect(bucket.take(40)).toBeCloseTo(60);
    expect(bucket.take(100)).toBe(0);
    expect(bucket.take(100)).toBe(100);
  });

  test("fills up to its burst and no further", () => {
    const bucket = new Bucket(2, 10, 0);
    bucket.take(0);
    expect([bucket.take(60_000), bucket.take(60_000)]).toEqual([0, 0]);
    expect(bucket.take(60_000)).toBeGreaterThan(0);
  });
});
