/** The built-in sentences, read from the Fluent files beside this one: once, when they are first needed. */
import { readFileSync } from "node:fs";
import { FluentBundle, FluentResource } from "@fluent/bundle";
import type { Pattern } from "@fluent/bundle/esm/ast.js";
import { type Language, languages } from "../schemas/language.ts";
import { parseSentence } from "./pattern.ts";

export interface BuiltIn {
  readonly id: string;
  /** What it is about: the file that it stands in. */
  readonly group: string;
  /** The names of its arguments, in Fluent's syntax `{ $name }`. */
  readonly args: readonly string[];
  /** In Fluent's syntax, without indents; a language that lacks it has none. */
  readonly texts: Partial<Record<Language, string>>;
}

/** A topic's file is called after it, except that of the first. */
const topics = ["general", "forms", "notifications"] as const;

const sourceOf = (topic: (typeof topics)[number], language: Language): string =>
  readFileSync(new URL(topic === "general" ? `${language}.ftl` : `${topic}.${language}.ftl`, import.meta.url), "utf8");

const bundles = new Map<Language, FluentBundle>();

/** A language's bundle, which all bots share. */
export function bundleOf(language: Language): FluentBundle {
  const bundle = bundles.get(language) ?? bundleFrom(language);
  bundles.set(language, bundle);
  return bundle;
}

function bundleFrom(language: Language): FluentBundle {
  const bundle = new FluentBundle(language, { useIsolating: false });
  for (const topic of topics) bundle.addResource(new FluentResource(sourceOf(topic, language)));
  return bundle;
}

export const patternOf = (id: string, language: Language): Pattern | null =>
  bundleOf(language).getMessage(id)?.value ?? null;

let known: ReadonlyMap<string, BuiltIn> | null = null;

/** All of them by id, in the order in which the files have them. */
export function builtIns(): ReadonlyMap<string, BuiltIn> {
  known ??= new Map(topics.flatMap((topic) => ofTopic(topic).map((sentence) => [sentence.id, sentence])));
  return known;
}

function ofTopic(topic: (typeof topics)[number]): BuiltIn[] {
  const texts = languages.map((language) => [language, textsIn(sourceOf(topic, language))] as const);
  const ids = new Set(texts.flatMap(([, byId]) => [...byId.keys()]));
  return [...ids].map((id) => {
    const own = texts.flatMap(([language, byId]) => (byId.has(id) ? [[language, byId.get(id)!] as const] : []));
    const args = new Set(own.flatMap(([, text]) => argumentsOf(text)));
    return { id, group: topic, args: [...args], texts: Object.fromEntries(own) };
  });
}

export function argumentsOf(text: string): string[] {
  const parsed = parseSentence(text);
  if ("refusal" in parsed) throw new Error(`A built-in sentence cannot be parsed: ${text}`);
  return [...parsed.args];
}

/** What stands in the file, by id: an entry is a line that is not indented, and all lines after it that are. */
function textsIn(source: string): Map<string, string> {
  const entries = source.matchAll(/^([a-zA-Z][\w-]*) *= *(.*(?:\n(?: .*)?(?=\n|$))*)/gm);
  return new Map([...entries].map(([, id, text]) => [id!, dedented(text!)]));
}

function dedented(text: string): string {
  const [first = "", ...rest] = text.trimEnd().split("\n");
  const indent = Math.min(...rest.filter((line) => line.trim()).map((line) => line.search(/\S/)));
  return [...(first ? [first] : []), ...rest.map((line) => line.slice(indent))].join("\n");
}
