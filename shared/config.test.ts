import { describe, expect, test } from "vitest";
import { ConfigError, readConfig } from "./config.ts";

describe("WEBHOOK_ALLOW", () => {
  test("is a list of hosts, addresses and ranges; empty by default", () => {
    expect(readConfig({}).WEBHOOK_ALLOW).toEqual([]);
    expect(readConfig({ WEBHOOK_ALLOW: " n8n.lan, 10.0.0.0/8 ,::1," }).WEBHOOK_ALLOW).toEqual([
      "n8n.lan",
      "10.0.0.0/8",
      "::1",
    ]);
  });

  test("is refused with a sentence when an entry makes no sense", () => {
    expect(() => readConfig({ WEBHOOK_ALLOW: "10.0.0.0/99" })).toThrow(ConfigError);
    expect(() => readConfig({ WEBHOOK_ALLOW: "http://n8n.lan" })).toThrow(/WEBHOOK_ALLOW/);
  });
});
