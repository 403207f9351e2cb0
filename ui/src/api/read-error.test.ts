import { describe, expect, test } from "vitest";
import { issuesByField } from "./api-error.ts";
import { readError } from "./read-error.ts";

const none = new Headers();

describe("a refusal", () => {
  test("is read from the API's envelope, issues by field", () => {
    const issues = [{ path: ["menuConfig", "rows", 0], message: "Too long" }];
    const error = readError(400, { error: { code: "invalid", message: "No", issues } }, none);
    expect(error).toMatchObject({ status: 400, code: "invalid", message: "No" });
    expect(issuesByField(error)).toEqual({ "menuConfig.rows.0": "Too long" });
  });

  test("is read from Better Auth's shape", () => {
    const error = readError(401, { code: "INVALID_EMAIL_OR_PASSWORD", message: "Invalid" }, none);
    expect(error).toMatchObject({ code: "INVALID_EMAIL_OR_PASSWORD", message: "Invalid" });
  });

  test("has a code by its status when a proxy answered with something else", () => {
    expect(readError(502, null, none).code).toBe("unavailable");
    expect(readError(413, "<html>", none).code).toBe("too_large");
    expect(readError(418, [], none).code).toBe("internal");
  });

  test("says how long to wait", () => {
    expect(readError(429, null, new Headers({ "retry-after": "12.2" })).retryAfterS).toBe(13);
    expect(readError(429, null, none).retryAfterS).toBeNull();
  });
});
