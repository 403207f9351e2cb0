import { expect, test } from "vitest";
import { isSilent } from "./health.ts";

const at = "2026-03-03T12:00:00.000Z";
const now = Date.parse(at);
const status = { state: "running", lastPollAt: at, pending: 0, lastError: null } as const;

test("an active bot is silent when Telegram has not answered for two minutes", () => {
  expect(isSilent({ isActive: true, status }, now + 119_000)).toBe(false);
  expect(isSilent({ isActive: true, status }, now + 121_000)).toBe(true);
});

test("a stopped bot, or one that has not begun, is not called silent", () => {
  expect(isSilent({ isActive: false, status }, now + 999_000)).toBe(false);
  expect(isSilent({ isActive: true, status: { ...status, lastPollAt: null } }, now)).toBe(false);
});
