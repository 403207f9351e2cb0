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

describe("PUBLIC_URL", () => {
  test("is the root of a host, with or without a slash", () => {
    for (const url of ["https://bots.example.com", "https://bots.example.com/"])
      expect(readConfig({ PUBLIC_URL: url }).PUBLIC_URL).toBe("https://bots.example.com");
  });

  test.each(["https://example.com/bots", "https://example.com/bots/", "https://example.com/?bots"])(
    "is refused with a path, as %s, and says so",
    (url) => {
      expect(() => readConfig({ PUBLIC_URL: url })).toThrow(/PUBLIC_URL is wrong: name no path/);
    },
  );
});
