/**
 * Sentences as tenants write them, in Fluent's syntax. Whatever is written, a pattern that comes of it refers to nothing
 * but the arguments it names, and says all of the text: one that cannot is refused with a sentence.
 */
import { FluentResource } from "@fluent/bundle";
import type { ComplexPattern, Expression, Pattern } from "@fluent/bundle/esm/ast.js";

/** Who is spoken to, and by whom: every sentence may say it. */
export const nameArguments = ["first_name", "username", "bot_name"] as const;

export type Parsed = { pattern: ComplexPattern; args: ReadonlySet<string> } | { refusal: string };

const braces = `Braces hold a placeholder, like { $first_name }. A brace itself is written {"{"}`;
const end = "\uE000";

/** Tenants' other texts say `{first_name}`, so that is understood here too. */
const withShorthands = (text: string): string =>
  text.replace(new RegExp(String.raw`\{[ ]*(${nameArguments.join("|")})[ ]*\}`, "g"), "{ $$$1 }");

export function parseSentence(text: string): Parsed {
  const source = `sentence = {""}${embedded(withShorthands(text.replace(/\r\n?/g, "\n")))}{"${end}"}`;
  const pattern = only(source);
  const last = pattern?.at(-1);
  if (!pattern || typeof last !== "object" || last.type !== "str" || last.value !== end) return { refusal: braces };
  try {
    const args = new Set<string>();
    return { pattern: plain(pattern.slice(0, -1), args), args };
  } catch (error) {
    if (error instanceof Refused) return { refusal: error.message };
    throw error;
  }
}

class Refused extends Error {
  override readonly name = "Refused";
}

function only(source: string): ComplexPattern | null {
  try {
    const { body } = new FluentResource(source);
    const value = body.length === 1 ? body[0]!.value : null;
    return Array.isArray(value) ? value : null;
  } catch (error) {
    // Braces nested so deeply that the parser, which calls itself, runs out of stack.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/**
 * Lines of a message in Fluent are indented, and what one begins with may mean something. A text has no such rules: each
 * of its lines begins with an empty literal, except inside of placeables, where Fluent's rules are wanted.
 */
function embedded(text: string): string {
  const open: ("placeable" | "variant")[] = [];
  let result = "";
  for (let at = 0; at < text.length; at++) {
    const inside = open.at(-1);
    const char = text[at]!;
    if (char === "\n") {
      if (inside === "variant" && /^\s*(\*?\[|\})/.test(text.slice(at, at + 200))) open.pop();
      result += inside === undefined ? `\n {""}` : "\n ";
      continue;
    }
    result += char;
    if (char === "{") open.push("placeable");
    else if (char === "]" && inside === "placeable") open.push("variant");
    else if (char === "}") open.pop();
    else if (char === '"' && inside === "placeable") {
      const literal = /^(?:\\.|[^"\\\n])*"?/.exec(text.slice(at + 1))![0];
      result += literal;
      at += literal.length;
    }
  }
  return result;
}

/** Literals become text: Fluent expands at most 100 placeables, and each of our lines began with one. */
function plain(elements: ComplexPattern, args: Set<string>): ComplexPattern {
  const result: ComplexPattern = [];
  for (const element of elements) {
    const next = typeof element === "string" ? element : checked(element, args);
    const last = result.at(-1);
    if (typeof next === "string" && typeof last === "string") result[result.length - 1] = last + next;
    else result.push(next);
  }
  return result;
}

/** @throws {Refused} for what reaches beyond the sentence */
function checked(expression: Expression, args: Set<string>): string | Expression {
  switch (expression.type) {
    case "str":
      if (expression.value.includes("\0")) throw new Refused("This text holds characters that cannot be stored");
      return expression.value;
    case "num":
      return expression;
    case "var":
      args.add(expression.name);
      return expression;
    case "select": {
      // The parser lets a choice through that has nothing to choose from.
      if (!expression.variants) throw new Refused(braces);
      const selector = checked(expression.selector, args);
      return {
        ...expression,
        selector: typeof selector === "string" ? { type: "str", value: selector } : selector,
        variants: expression.variants.map(({ key, value }) => ({ key, value: plainVariant(value, args) })),
      };
    }
    case "mesg":
    case "term":
      throw new Refused(`{ ${expression.name} } is no placeholder: they begin with $, like { $first_name }`);
    case "func":
      throw new Refused(`${expression.name}() cannot be used here`);
  }
}

const plainVariant = (value: Pattern, args: Set<string>): Pattern =>
  typeof value === "string" ? value : plain(value, args);
