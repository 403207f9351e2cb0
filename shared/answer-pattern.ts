/**
 * A tenant's pattern for answers. Matching is linear in the answer, but also in the size of the pattern once it is
 * unrolled (`a{1000}` is a thousand steps): both are bounded, so that no pattern can keep a runtime busy.
 */
import { LRUCache } from "lru-cache";
import { RE2JS, RE2JSException } from "re2js";
import { sizeOf } from "./pattern-size.ts";

/** `too_complex`: right, but too much work for each answer. The reason is RE2's. */
export type PatternProblem = { type: "invalid"; reason: string } | { type: "too_complex" };

/** Steps of the unrolled pattern. Words, numbers, codes and addresses take some dozens. */
export const maxSize = 1_100;
/** Characters of an answer that a pattern is held against. */
export const maxMatchedLength = 1_000;

const compiled = new LRUCache<string, RE2JS | PatternProblem>({ max: 500 });

/** @returns what is wrong with the pattern; `null` when it can be used */
export function patternProblem(pattern: string): PatternProblem | null {
  const result = compile(pattern);
  return result instanceof RE2JS ? null : result;
}

/** @returns whether the whole text matches. A pattern that cannot be used lets everything pass: nobody must be trapped. */
export function matchesPattern(pattern: string, text: string): boolean {
  const result = compile(pattern);
  if (!(result instanceof RE2JS)) return true;
  return text.length <= maxMatchedLength && result.matches(text);
}

function compile(pattern: string): RE2JS | PatternProblem {
  let result = compiled.get(pattern);
  if (result === undefined) {
    result = compileAnew(pattern);
    compiled.set(pattern, result);
  }
  return result;
}

function compileAnew(pattern: string): RE2JS | PatternProblem {
  // Unrolling is work as well: what can only become too large is not even tried.
  if (sizeOf(pattern) > 2 * maxSize) return { type: "too_complex" };
  try {
    const expression = RE2JS.compile(pattern);
    return expression.programSize() > maxSize ? { type: "too_complex" } : expression;
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return { type: "invalid", reason: error.message.replace(/^error parsing regexp: /, "") };
  }
}
