import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { shardOf } from "./shard-of.ts";

describe("a bot's shard", () => {
  test("is the same in every process and release", () => {
    expect(shardOf("0199b2c4-0000-7000-8000-000000000001", 1024)).toBe(501);
    expect(shardOf("0199b2c4-0000-7000-8000-000000000002", 1024)).toBe(529);
  });

  test("spreads bots evenly", () => {
    const counts = new Array<number>(8).fill(0);
    for (let bot = 0; bot < 8000; bot++) counts[shardOf(randomUUID(), 8)]! += 1;
    for (const count of counts) expect(count).toBeGreaterThan(800);
  });

  test("is 0 where there is one shard", () => {
    expect(shardOf(randomUUID(), 1)).toBe(0);
  });
});
