import { RE2JS } from "re2js";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { matchesPattern, maxSize, patternProblem } from "./answer-pattern.ts";

describe("a pattern for answers", () => {
  test("must match the whole answer", () => {
    expect(matchesPattern("[A-Z]{2}\\d{4}", "AB1234")).toBe(true);
    expect(matchesPattern("[A-Z]{2}\\d{4}", "xAB1234x")).toBe(false);
    expect(matchesPattern("[А-Яа-яЁё -]{2,100}", "Анна-Мария")).toBe(true);
  });

  test("tells what is wrong with it, and is not held against anybody then", () => {
    expect(patternProblem("[a-z]+")).toBeNull();
    expect(patternProblem("(")).toEqual({ type: "invalid", reason: "missing closing ): `(`" });
    expect(patternProblem("(?=look)ahead")).toMatchObject({ type: "invalid" });
    expect(patternProblem("a{1001}")).toMatchObject({ type: "invalid", reason: "invalid repeat count: `{1001}`" });
    expect(patternProblem("a{1,1000}".repeat(50))).toEqual({ type: "too_complex" });
    expect(patternProblem("(abcdefghijklmnopqrst){900}")).toEqual({ type: "too_complex" });
    expect(matchesPattern("(", "anything")).toBe(true);
  });

  test("is refused without being unrolled where it can only become too large", () => {
    const compile = vi.spyOn(RE2JS, "compile");
    onTestFinished(() => compile.mockRestore());
    const hostile = [
      "[a-z]{1000}".repeat(45),
      "a{1,1000}".repeat(50),
      "(x?){1000}".repeat(50),
      `(${"()|".repeat(100)}){90}`,
      "[a]{1000}|[b]{1000}|[c]{1000}",
      "(?:a|^|b|^|c|^){1000}",
      "\\b{1000}\\b{1000}\\b{1000}",
      "((((((((a{2}){2}){2}){2}){2}){2}){2}){2}(b{500}){2}){2}",
    ];
    for (const pattern of hostile) expect(patternProblem(pattern)).toEqual({ type: "too_complex" });
    expect(compile).not.toHaveBeenCalled();
  });

  test("may be as large as its steps allow, however many characters and counts it is written with", () => {
    const large = [
      `${"b".repeat(494)}a{121}`,
      `a{${maxSize - 102}}b{100}`,
      "(?:a|b|c|d|e|f|g|h|i|j|k|l|m){1000}",
      "(?:\\x41\\x42\\x43){300}",
      "(?:x1|x2|x3|x4|x5|x6|x7|x8|x9){500}",
      "\\Qa{1000}\\E{1000}",
      "[{1000}]{1000}",
    ];
    for (const pattern of large) expect([pattern, patternProblem(pattern)]).toEqual([pattern, null]);
    expect(matchesPattern(large[0]!, "b")).toBe(false);
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
