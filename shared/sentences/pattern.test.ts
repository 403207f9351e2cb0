import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bundleOf } from "./built-in.ts";
import { parseSentence } from "./pattern.ts";

function said(text: string, args: Record<string, string | number> = {}): string {
  const parsed = parseSentence(text);
  if ("refusal" in parsed) return `refused: ${parsed.refusal}`;
  return bundleOf("en").formatPattern(parsed.pattern, args);
}

describe("a tenant's sentence", () => {
  test("without braces is said as it is written, whatever its lines begin with", () => {
    const piece = fc.constantFrom(
      "\n",
      " ",
      "  ",
      ".",
      "*",
      "[",
      "]",
      "=",
      "-",
      "#",
      '"',
      "\\",
      "a",
      "id = x",
      ".a = b",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((pieces) => pieces.join("")),
        ),
        (given) => {
          const text = given.replace(/[{}\r]/g, "");
          expect(said(text)).toBe(text);
        },
      ),
    );
  });

  test("with a choice of nothing is refused", () => {
    expect(said('{"" ->}')).toMatch(/^refused: /);
    expect(said('{ "->" }')).toBe("->");
  });

  test("of any content is parsed or refused, and refers to nothing but arguments", () => {
    const piece = fc.constantFrom(
      "{",
      "}",
      " $a ",
      "$",
      "-x",
      "A()",
      '"',
      "\\",
      "->",
      "*[other]",
      "[one]",
      "\n",
      "x",
      "1",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const parsed = parseSentence(pieces.join(""));
        if ("refusal" in parsed) return;
        expect(JSON.stringify(parsed.pattern)).not.toMatch(/"type":"(mesg|term|func)"/);
        const errors: Error[] = [];
        bundleOf("en").formatPattern(
          parsed.pattern,
          Object.fromEntries([...parsed.args].map((name) => [name, 1])),
          errors,
        );
        expect(errors).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  test("chooses among variants, on lines of their own, and goes on after them", () => {
    const text = `You have { $n ->
    [one] one "5" screen
   *[other] { $n } [of] screens,
      in two lines
} left
[really]`;
    expect(said(text, { n: 1 })).toBe('You have one "5" screen left\n[really]');
    expect(said(text, { n: 3 })).toMatch(/^You have 3 \[of\] screens,\n *in two lines left\n\[really\]$/);
  });

  test("may say what tenants' other texts say", () => {
    expect(said("Hi {first_name} of {bot_name}", { first_name: "A", bot_name: "B" })).toBe("Hi A of B");
    expect(said('A brace: {"{"}')).toBe("A brace: {");
    expect(said(Array(300).fill("line").join("\n"))).toHaveLength(1499);
  });

  test("that nests deeper than any parser can follow is refused like any other", () => {
    expect(said("{".repeat(20_000))).toMatch(/^refused: Braces/);
  });

  test.each([
    ["a { b", "Braces hold a placeholder"],
    ["a } b", "Braces hold a placeholder"],
    ["{ $a", "Braces hold a placeholder"],
    ["{ welcome }", "welcome"],
    ["{ -brand }", "brand"],
    ["{ NUMBER($n) }", "NUMBER()"],
    ["{ DATETIME($n) ->\n *[x] y\n}", "DATETIME()"],
    ['{ "\\u0000" }', "cannot be stored"],
    ["{ $n ->\n *[other] { back }\n}", "back"],
  ])("is refused with a reason: %j", (text, reason) => {
    expect(said(text)).toMatch(new RegExp(`refused: .*${RegExp.escape(reason)}`));
  });
});
