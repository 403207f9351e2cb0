import { describe, expect, test } from "vitest";
import { addressGuard, isAllowable, isPublic } from "./address-guard.ts";

describe("the public internet", () => {
  test.each([
    "1.1.1.1",
    "8.8.8.8",
    "93.184.216.34",
    "172.15.255.255",
    "172.32.0.1",
    "192.167.1.1",
    "2606:4700:4700::1111",
    "2a00:1450:4001:80b::200e",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
  ])("holds %s", (address) => {
    expect(isPublic(address)).toBe(true);
  });

  test.each([
    ["this machine", ["127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "::1", "::"]],
    [
      "private",
      ["10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "fd12:3456::1", "fc00::1"],
    ],
    ["link-local", ["169.254.1.1", "fe80::1", "fe80::1%eth0", "fec0::1"]],
    ["metadata", ["169.254.169.254", "fd00:ec2::254", "100.100.100.200", "192.0.0.192", "168.63.129.16"]],
    ["a provider's own", ["100.64.0.1", "100.127.255.255"]],
    ["multicast and broadcast", ["224.0.0.1", "239.255.255.250", "255.255.255.255", "ff02::1"]],
    ["reserved", ["240.0.0.1", "192.0.2.1", "198.51.100.7", "203.0.113.7", "198.18.0.1", "192.88.99.1"]],
    ["reserved, IPv6", ["2001:db8::1", "3fff::1", "100::1", "5f00::1", "2001:20::1", "4000::1", "e000::1"]],
    [
      "IPv4 wrapped in IPv6",
      ["::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:a9fe:a9fe", "::127.0.0.1", "::ffff:0:127.0.0.1"],
    ],
    [
      "IPv4 behind translators",
      ["64:ff9b::7f00:1", "64:ff9b::10.0.0.1", "64:ff9b:1::808:808", "2002:7f00:1::", "2001:0:1::"],
    ],
    ["no address", ["", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "1.1.1.1.", "[::1]"]],
  ])("does not hold what is %s", (_, addresses) => {
    expect(addresses.filter(isPublic)).toEqual([]);
  });
});

describe("a URL's host", () => {
  test.each([
    ["http://2130706433/", "127.0.0.1"],
    ["http://0x7f.1/", "127.0.0.1"],
    ["http://0177.0.0.1/", "127.0.0.1"],
    ["http://127.1/", "127.0.0.1"],
    ["http://①②⑦.0.0.1/", "127.0.0.1"],
    ["http://[::ffff:127.0.0.1]/", "[::ffff:7f00:1]"],
    ["http://127.0.0.1./", "127.0.0.1"],
  ])("written as %s is read as %s, which the guard knows", (url, host) => {
    expect(new URL(url).hostname).toBe(host);
    expect(isPublic(host.replace(/^\[|\]$/g, ""))).toBe(false);
  });
});

describe("what the operator opens", () => {
  const guard = addressGuard(["10.1.0.0/16", "192.168.1.7", "fd00:1::/32", "Printer.lan", "64:ff9b::192.168.5.0"]);

  test.each([
    ["a.example", "10.1.255.255", true],
    ["a.example", "10.2.0.0", false],
    ["a.example", "::ffff:10.1.2.3", true],
    ["192.168.1.7", "192.168.1.7", true],
    ["192.168.1.8", "192.168.1.8", false],
    ["a.example", "192.168.5.0", true],
    ["a.example", "fd00:1::5", true],
    ["a.example", "fd00:2::5", false],
    ["printer.lan", "172.16.0.9", true],
    ["PRINTER.lan.", "172.16.0.9", true],
    ["other.lan", "172.16.0.9", false],
    ["evil-printer.lan", "172.16.0.9", false],
    ["a.example", "127.0.0.1", false],
    ["a.example", "1.1.1.1", true],
  ])("lets %s at %s: %s", (host, address, may) => {
    expect(guard.mayReach(host, address)).toBe(may);
  });

  test.each(["10.0.0.0/8", "::1", "fd00::/8", "localhost", "n8n", "my_host.lan", "127.0.0.1"])("may be %s", (entry) => {
    expect(isAllowable(entry)).toBe(true);
  });

  test.each(["", "10.0.0.0/33", "http://n8n", "a b", "*.lan", "n8n:5678", "host/8"])("may not be %j", (entry) => {
    expect(isAllowable(entry)).toBe(false);
  });
});
