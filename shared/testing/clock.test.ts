import { describe, expect, test } from "vitest";
import { manualClock } from "./clock.ts";

describe("a manual clock", () => {
  test("stands still until it is advanced, and runs what is due in order", () => {
    const clock = manualClock(1_000);
    const ran: string[] = [];
    clock.after(20, () => ran.push(`late at ${clock.now()}`));
    clock.after(10, () => {
      ran.push(`early at ${clock.now()}`);
      clock.after(5, () => ran.push(`follow-up at ${clock.now()}`));
    });
    clock.after(15, () => ran.push("called off"))();
    clock.advance(18);
    expect(ran).toEqual(["early at 1010", "follow-up at 1015"]);
    expect(clock.now()).toBe(1_018);
    clock.advance(2);
    expect(ran.at(-1)).toBe("late at 1020");
  });
});
