import { describe, expect, test } from "vitest";
import { Bucket } from "./bucket.ts";

/** Takes a token if there is one. @returns how long there is none */
function take(bucket: Bucket, now: number): number {
  const ms = bucket.waitMs(now);
  if (ms === 0) bucket.charge(now);
  return ms;
}

describe("a bucket", () => {
  test("gives its burst at once, then one token at a time, and says how long until the next", () => {
    const bucket = new Bucket(3, 10, 0);
    expect([take(bucket, 0), take(bucket, 0), take(bucket, 0)]).toEqual([0, 0, 0]);
    expect(take(bucket, 0)).toBe(100);
    expect(take(bucket, 40)).toBeCloseTo(60);
    expect(take(bucket, 100)).toBe(0);
    expect(take(bucket, 100)).toBe(100);
  });

  test("fills up to its burst and no further", () => {
    const bucket = new Bucket(2, 10, 0);
    take(bucket, 0);
    expect([take(bucket, 60_000), take(bucket, 60_000)]).toEqual([0, 0]);
    expect(take(bucket, 60_000)).toBeGreaterThan(0);
  });

  test("lets nobody be in debt of more than one, however much was taken without waiting", () => {
    const bucket = new Bucket(1, 10, 0);
    for (let n = 0; n < 50; n++) bucket.charge(0);
    expect(bucket.waitMs(0)).toBe(200);
  });
});
