import { describe, expect, test } from "vitest";
import { Slots } from "./slots.ts";

const to = (host: string, tenantId = host) => ({ id: "d", host, tenantId });

describe("slots", () => {
  test("are limited for a host, for a tenant, and in all, and come back", () => {
    const slots = new Slots({ all: 4, host: 1, tenant: 2 });
    expect(slots.take(to("a", "t"))).toBe(true);
    expect(slots.take(to("a", "u"))).toBe(false);
    expect(slots.fullHosts).toEqual(["a"]);
    expect(slots.take(to("b", "t"))).toBe(true);
    expect(slots.take(to("c", "t"))).toBe(false);
    expect(slots.fullTenants).toEqual(["t"]);
    expect([slots.take(to("d")), slots.take(to("e")), slots.take(to("f"))]).toEqual([true, true, false]);
    expect(slots.free).toBe(0);
    slots.giveBack(to("a", "t"));
    expect(slots.take(to("c", "t"))).toBe(true);
    for (const [host, tenant] of [["b", "t"], ["c", "t"], ["d"], ["e"]] as const) slots.giveBack(to(host, tenant));
    expect([slots.free, slots.fullHosts, slots.fullTenants]).toEqual([4, [], []]);
  });
});
