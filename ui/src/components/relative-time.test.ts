import { describe, expect, test } from "vitest";
import { ago, clock } from "./relative-time.ts";

describe("ago", () => {
  test("counts in the largest whole unit", () => {
    expect(ago(3_400, "en")).toBe("3 sec. ago");
    expect(ago(61_000, "en")).toBe("1 min. ago");
    expect(ago(2 * 3_600_000, "en")).toBe("2 hr. ago");
    expect(ago(49 * 3_600_000, "en")).toBe("2 days ago");
  });

  test("says now for this second and for what seems to lie ahead", () => {
    expect(ago(400, "en")).toBe("now");
    expect(ago(-5_000, "en")).toBe("now");
    expect(ago(0, "ru")).toBe("сейчас");
  });

  test("speaks Russian", () => {
    expect(ago(3_000, "ru")).toBe("3 сек. назад");
  });
});

describe("a clock", () => {
  const now = new Date(2026, 2, 3, 15, 0);

  test("leaves today's date out", () => {
    expect(clock(new Date(2026, 2, 3, 9, 5), now, "ru")).toBe("09:05");
  });

  test("names the day of earlier times, and the year only when it is another", () => {
    expect(clock(new Date(2026, 1, 1, 9, 5), now, "ru")).toContain("1 февр.");
    expect(clock(new Date(2025, 1, 1, 9, 5), now, "ru")).toContain("2025");
    expect(clock(new Date(2026, 1, 1, 9, 5), now, "ru")).not.toContain("2026");
  });
});
