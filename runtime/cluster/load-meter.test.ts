import { describe, expect, test } from "vitest";
import { LoadMeter } from "./load-meter.ts";

describe("a load meter", () => {
  test("tells what came in during the last minute, by shard, and the longest wait", () => {
    const time = { now: 0 };
    const meter = new LoadMeter(() => time.now);
    meter.came(1, 2);
    meter.waited(30);
    time.now = 30_000;
    meter.came(1, 1);
    meter.came(2, 4);
    meter.waited(12.6);
    expect(meter.lastMinute).toEqual({ shardUpdatesPerMinute: { 1: 3, 2: 4 }, updatesPerMinute: 7, lagMs: 30 });
    time.now = 65_000;
    expect(meter.lastMinute).toEqual({ shardUpdatesPerMinute: { 1: 1, 2: 4 }, updatesPerMinute: 5, lagMs: 13 });
    time.now = 500_000;
    expect(meter.lastMinute).toEqual({ shardUpdatesPerMinute: {}, updatesPerMinute: 0, lagMs: 0 });
  });
});
