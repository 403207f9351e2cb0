import { describe, expect, test } from "vitest";
import { redact } from "./redact.ts";

const token = "7000000001:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw";

describe("a redacted text", () => {
  test.each([
    [
      `https://api.telegram.org/bot${token}/getMe failed`,
      "https://api.telegram.org/bot7000000001:[redacted]/getMe failed",
    ],
    [`token=${encodeURIComponent(token)}`, "token=7000000001%3A[redacted]"],
    ["key sk-proj-abcdefgh12345678 refused", "key sk-[redacted] refused"],
    ["eyJhbGciOiJkaXIi.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", "[redacted token]"],
    ["eyJhbGciOiJkaXIi..aXYtaXYtaXY.Y2lwaGVy.dGFn", "[redacted token]"],
    ["postgres://botfactory:s3cret@localhost/db", "postgres://botfactory:[redacted]@localhost/db"],
    ["Authorization: Bearer abcdef123456", "Authorization: Bearer [redacted]"],
    ["at 12:30:45 in chat -1001234567890", "at 12:30:45 in chat -1001234567890"],
    ["https://example.com:8080/path@x", "https://example.com:8080/path@x"],
  ])("%j is %j", (text, safe) => {
    expect(redact(text)).toBe(safe);
  });

  test("has no secret that is known, whatever it looks like", () => {
    expect(redact("the word is swordfish.*", "swordfish.*", "")).toBe("the word is [redacted]");
  });
});
