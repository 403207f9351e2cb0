import { describe, expect, test } from "vitest";
import type { PollReport } from "#shared/coordination/coordination.ts";
import { composeStatus } from "./status.ts";

const report: PollReport = { runtime: "r", state: "running", lastPollAt: 1_700_000_000_000, lastError: null };
const error = (at: string) => ({ code: "ai_timeout", message: "Too slow", at });

describe("a bot's status", () => {
  test("is starting while nobody has told about it", () => {
    expect(composeStatus({ isActive: true, hasToken: true }, { report: null, pending: 3, error: null })).toEqual({
      state: "starting",
      lastPollAt: null,
      pending: 3,
      lastError: null,
    });
  });

  test("is stopped once it is switched off, whatever its runtime told before", () => {
    expect(composeStatus({ isActive: false, hasToken: true }, { report, pending: 0, error: null }).state).toBe(
      "stopped",
    );
  });

  test("is unconnected while it has no token, and stopped all the same when it is switched off", () => {
    const known = { report: "unknown", pending: 0, error: null } as const;
    expect(composeStatus({ isActive: true, hasToken: false }, known).state).toBe("unconnected");
    expect(composeStatus({ isActive: false, hasToken: false }, known).state).toBe("stopped");
  });

  test("has the newer of two errors", () => {
    const old = error("2026-01-01T00:00:00.000Z");
    const fresh = error("2026-01-02T00:00:00.000Z");
    for (const [told, remembered] of [
      [old, fresh],
      [fresh, old],
      [null, fresh],
      [fresh, null],
    ])
      expect(
        composeStatus(
          { isActive: true, hasToken: true },
          { report: { ...report, lastError: told! }, pending: 0, error: remembered! },
        ).lastError,
      ).toEqual(fresh);
  });
});
