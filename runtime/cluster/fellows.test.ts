import { describe, expect, test } from "vitest";
import { newRuntimeName } from "#shared/cluster/generation.ts";
import { memoryCoordination } from "#shared/coordination/memory.ts";
import { Fellows } from "./fellows.ts";

const leaseTtlMs = 5_000;
const old = "rt-0199b2c4-1234";

/** A runtime that holds its lease, and others that come and go. */
async function beside() {
  const time = { now: 0 };
  const now = () => time.now;
  const coordination = memoryCoordination(now);
  const runtimeId = newRuntimeName();
  const hold = (name: string) => coordination.leases.acquire(`runtime:${name}`, name, 3_600_000);
  const own = await hold(runtimeId);
  const fellows = new Fellows({ coordination, runtimeId, leaseTtlMs, now });
  const look = async (afterMs = 0) => {
    time.now += afterMs;
    await fellows.round();
    return fellows.allKnowOrders;
  };
  return { coordination, fellows, hold, own: own!, look };
}

describe("a runtime", () => {
  test("knows at once that it is alone, and that others of its generation know orders", async () => {
    const { fellows, hold, look } = await beside();
    expect(fellows.allKnowOrders).toBe(false);
    expect(await look()).toBe(true);
    await hold(newRuntimeName());
    expect(await look()).toBe(true);
  });

  test("orders nothing beside one that knows no orders, nor for a lease's life after that", async () => {
    const { coordination, hold, look } = await beside();
    const lease = await hold(old);
    expect(await look()).toBe(false);
    await coordination.leases.release(lease!);
    expect(await look()).toBe(false);
    expect(await look(leaseTtlMs - 1)).toBe(false);
    expect(await look(1)).toBe(true);
  });

  test("hears of one that comes before it looks", async () => {
    const { coordination, fellows, hold, look } = await beside();
    const running = new AbortController();
    const run = fellows.run(running.signal);
    await expect.poll(() => fellows.allKnowOrders).toBe(true);
    await hold(old);
    coordination.wakeUps.publish("assign", old);
    await expect.poll(() => fellows.allKnowOrders, { timeout: 900 }).toBe(false);
    running.abort();
    await run;
    expect(await look()).toBe(false);
  });

  test("orders nothing while nobody can be asked who is there, nor where leases were forgotten", async () => {
    const { coordination, own, hold, look } = await beside();
    expect(await look()).toBe(true);
    const { held } = coordination.leases;
    coordination.leases.held = () => Promise.reject(new Error("Redis is away"));
    expect(await look()).toBe(false);
    coordination.leases.held = held;
    expect(await look(leaseTtlMs)).toBe(true);
    await coordination.leases.release(own);
    expect(await look()).toBe(false);
    await hold(own.holder);
    expect(await look()).toBe(false);
    expect(await look(leaseTtlMs)).toBe(true);
  });
});
