import { describe, expect, test } from "vitest";
import { hopAfter } from "./redirect.ts";

const from = { url: new URL("http://a.example/hook?x=1"), method: "POST" } as const;

describe("a redirect", () => {
  test.each([
    [307, "/other", "POST http://a.example/other"],
    [308, "https://b.example/", "POST https://b.example/"],
    [301, "https://a.example/hook", "POST https://a.example/hook"],
    [302, "https://b.example/echo", "GET https://b.example/echo"],
    [303, "https://a.example/hook", "GET https://a.example/hook"],
    [301, "//b.example/x", "GET http://b.example/x"],
  ])("%i to %s leads on with %s", (status, location, expected) => {
    const hop = hopAfter(from, status, location)!;
    expect(`${hop.method} ${hop.url}`).toBe(expected);
  });

  test.each([
    [200, "/other"],
    [304, "/other"],
    [302, undefined],
    [302, "http://["],
    [302, "file:///etc/passwd"],
    [302, "gopher://a.example/"],
  ])("%i to %s is an answer instead", (status, location) => {
    expect(hopAfter(from, status, location)).toBeNull();
  });

  test("never brings back the body that an earlier one dropped", () => {
    expect(hopAfter({ ...from, method: "GET" }, 307, "/other")?.method).toBe("GET");
  });
});
