import { describe, expect, test } from "vitest";
import { customerOf, siteOf } from "./address.ts";

describe("a customer's address", () => {
  test.each([
    ["192.0.2.7", "192.0.2.7"],
    ["::ffff:192.0.2.7", "192.0.2.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:db8:1:2::1", "2001:db8:1:2::/64"],
    ["2001:0DB8:0001:0002::ffff", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["", ""],
  ])("%s counts as %s", (address, customer) => {
    expect(customerOf(address)).toBe(customer);
  });

  test.each([
    ["192.0.2.7", null],
    ["::ffff:192.0.2.7", null],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"],
    ["2001:0DB8:0001:ffff::1", "2001:db8:1::/48"],
    ["2001:db8::1", "2001:db8:0::/48"],
    ["", null],
  ])("%s lies in the site %s", (address, site) => {
    expect(siteOf(address)).toBe(site);
  });
});
