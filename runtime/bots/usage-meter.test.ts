import { afterEach, describe, expect, test, vi } from "vitest";
import type { TenantAccount } from "./tenant-accounts.ts";
import { createUsageMeter } from "./usage-meter.ts";

/** A meter on a tenant that a test may change, read anew after `freshForMs`. */
function metering(given: Partial<TenantAccount>, freshForMs = 60_000) {
  const tenant: TenantAccount = {
    plan: "enterprise",
    planExpiresAt: null,
    maxMessagesPerMonth: null,
    messagesUsed: 0,
    usageMonth: null,
    ...given,
  };
  const meter = createUsageMeter({ tenant: async () => ({ ...tenant }), freshForMs });
  const admit = async (seq: number) => (await meter.of("t")).admit(seq);
  const spent = async () => (await meter.of("t")).spent;
  return { tenant, meter, admit, spent };
}
/** Until what was read a millisecond ago is no longer believed. */
const stale = () => new Promise((resolve) => setTimeout(resolve, 5));
const month = "2026-11-01";

afterEach(() => void vi.useRealTimers());

describe("a usage meter", () => {
  test("admits as many as are left, counting those under way, and the same one again", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-11-15") });
    const { admit, spent } = metering({ maxMessagesPerMonth: 3, messagesUsed: 1, usageMonth: month });
    const admitted = await Promise.all([1, 2, 3, 1].map(admit));
    expect(admitted).toEqual([true, true, false, true]);
    expect(await spent()).toBe(false);
  });

  test("goes by what the database says once it is committed", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-11-15") });
    const { meter, admit, spent } = metering({ maxMessagesPerMonth: 3, messagesUsed: 1, usageMonth: month });
    await admit(1);
    meter.counted("t", 2);
    meter.release("t", 1);
    expect(await admit(2)).toBe(true);
    // Another runtime has counted for the same tenant.
    meter.counted("t", 4);
    meter.release("t", 2);
    expect(await admit(3)).toBe(false);
    expect(await spent()).toBe(true);
  });

  test("gives the place of an update back that is handled another time", async () => {
    const { meter, admit } = metering({ maxMessagesPerMonth: 1 });
    expect(await admit(1)).toBe(true);
    meter.release("t", 1);
    expect(await admit(2)).toBe(true);
  });

  test("begins anew with the month", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-11-30T23:59:59.9Z") });
    const { tenant, meter, admit, spent } = metering({ maxMessagesPerMonth: 5, messagesUsed: 5, usageMonth: month }, 1);
    expect(await admit(1)).toBe(false);
    meter.counted("t", 6);
    tenant.messagesUsed = 6;
    meter.release("t", 1);
    vi.setSystemTime("2026-12-01");
    await stale();
    expect(await admit(2)).toBe(true);
    meter.counted("t", 1);
    meter.release("t", 2);
    expect(await spent()).toBe(false);
  });

  test("remembers so many tenants and no more, and all of whom something is being handled", async () => {
    const usageMonth = `${new Date().toISOString().slice(0, 7)}-01`;
    const account: TenantAccount = {
      plan: "free",
      planExpiresAt: null,
      maxMessagesPerMonth: 1,
      messagesUsed: 0,
      usageMonth,
    };
    const meter = createUsageMeter({ tenant: async () => account, freshForMs: 60_000, kept: 1 });
    await meter.of("idle");
    meter.counted("idle", 1);
    expect((await meter.of("busy")).admit(1)).toBe(true);
    await meter.of("another");
    // Read anew: what was told of it meanwhile is forgotten with it, and stands in the database.
    expect((await meter.of("idle")).spent).toBe(false);
    expect((await meter.of("busy")).admit(2)).toBe(false);
    await meter.of("another");
    meter.counted("busy", 1);
    meter.release("busy", 1);
    expect((await meter.of("busy")).spent).toBe(false);
  });

  test("follows the plan when it changes, or expires", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-11-15") });
    const { tenant, admit, spent } = metering({ plan: "free", messagesUsed: 1_000, usageMonth: month }, 1);
    expect(await spent()).toBe(true);
    tenant.plan = "pro";
    tenant.planExpiresAt = new Date("2026-11-16");
    await stale();
    expect(await spent()).toBe(false);
    vi.setSystemTime("2026-11-16");
    await stale();
    expect(await spent()).toBe(true);
    tenant.plan = "enterprise";
    tenant.planExpiresAt = null;
    await stale();
    expect(await admit(1)).toBe(true);
  });
});
