import { describe, expect, test } from "vitest";
import { matchesPattern, patternProblem } from "./answer-pattern.ts";

describe("a pattern for answers", () => {
  test("must match the whole answer", () => {
    expect(matchesPattern("[A-Z]{2}\\d{4}", "AB1234")).toBe(true);
    expect(matchesPattern("[A-Z]{2}\\d{4}", "xAB1234x")).toBe(false);
    expect(matchesPattern("[А-Яа-яЁё -]{2,100}", "Анна-Мария")).toBe(true);
  });

  test("tells what is wrong with it, and is not held against anybody then", () => {
    expect(patternProblem("[a-z]+")).toBeNull();
    expect(patternProblem("(")).toBe("invalid");
    expect(patternProblem("(?=look)ahead")).toBe("invalid");
    expect(patternProblem("a{1,1000}".repeat(50))).toBe("too_complex");
    expect(patternProblem("(abcdefghijklmnopqrst){900}")).toBe("too_complex");
    expect(matchesPattern("(", "anything")).toBe(true);
  });

  test("takes no noticeable time, however it is written", () => {
    const patterns = [
      "(a+)+$",
      "(a|a)*b",
      "((a?){30}a{30}){10}",
      "(x?){1000}x",
      "a{1,1000}".repeat(50),
      "(.{0,1000}){1}".repeat(30),
      "[a-z]{0,800}b",
    ];
    for (const pattern of patterns) {
      const before = process.cpuUsage();
      matchesPattern(pattern, "a".repeat(4096));
      matchesPattern(pattern, "a".repeat(1000));
      expect(process.cpuUsage(before).user / 1_000).toBeLessThan(500);
    }
  });
});
