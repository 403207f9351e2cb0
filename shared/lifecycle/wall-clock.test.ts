import { expect, test, vi } from "vitest";
import { WallClock } from "./wall-clock.ts";

const noon = Date.UTC(2030, 0, 1, 12);

test("goes by the clock that is shared, once it was asked, however its own is set", async () => {
  const clock = new WallClock();
  expect(Math.abs(clock.now() - Date.now())).toBeLessThan(1_000);
  await clock.set(async () => noon);
  const first = clock.now();
  expect(first).toBeGreaterThanOrEqual(noon);
  expect(first - noon).toBeLessThan(60_000);
  expect(Number.isInteger(first)).toBe(true);
  using _jump = vi.spyOn(Date, "now").mockReturnValue(0);
  expect(clock.now()).toBeGreaterThanOrEqual(first);
});

test("goes on as it was when the shared clock fails, or takes long to tell", async () => {
  const clock = new WallClock();
  await clock.set(async () => noon);
  await expect(clock.set(() => Promise.reject(new Error("away")))).rejects.toThrow("away");
  let now = performance.now();
  using _slow = vi.spyOn(performance, "now").mockImplementation(() => (now += 1_000));
  await clock.set(async () => 0);
  expect(clock.now()).toBeGreaterThan(noon);
});
