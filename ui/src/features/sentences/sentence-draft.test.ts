import { describe, expect, test } from "vitest";
import type { Sentence } from "#shared/schemas/sentence.ts";
import { changesOf, grouped, matches, untouched } from "./sentence-draft.ts";

const sentence = (id: string, more: Partial<Sentence> = {}): Sentence => ({
  id,
  group: "general",
  args: ["first_name"],
  maxLength: 4096,
  defaults: { en: `${id} in English`, ru: `${id} по-русски` },
  overrides: { en: null, ru: null },
  ...more,
});

describe("a draft of sentences", () => {
  const own = sentence("welcome", { overrides: { en: "Hi", ru: null } });

  test("changes nothing until something differs", () => {
    expect(changesOf([own], untouched)).toBeNull();
    expect(changesOf([own], { en: { welcome: "Hi" }, ru: {} })).toBeNull();
    expect(changesOf([own], { en: {}, ru: { welcome: " " } })).toBeNull();
  });

  test("changes what was written, in its language alone", () => {
    const help = sentence("help");
    expect(changesOf([own, help], { en: {}, ru: { welcome: "Привет", help: "Помощь" } })).toEqual({
      ru: { welcome: "Привет", help: "Помощь" },
    });
  });

  test("brings the built-in text back when nothing, or that text itself, is written", () => {
    for (const text of ["", "welcome in English"])
      expect(changesOf([own], { en: { welcome: text }, ru: {} })).toEqual({ en: { welcome: null } });
  });
});

test("a sentence is found by its name, its texts, and what is written instead", () => {
  const draft = { en: {}, ru: { welcome: "Здравствуйте" } };
  for (const search of ["WELC", "по-рус", "здрав", ""])
    expect(matches(sentence("welcome"), search, draft), search).toBe(true);
  expect(matches(sentence("welcome"), "order", draft)).toBe(false);
});

test("sentences stand together by topic, messages before buttons before notices", () => {
  const ids = ["button-back", "welcome", "notice-over", "button-yes"];
  const sentences = [...ids.map((id) => sentence(id)), sentence("form-gone", { group: "forms" })];
  expect(grouped(sentences).map(({ group, kind, sentences }) => [group, kind, sentences.length])).toEqual([
    ["general", "messages", 1],
    ["general", "buttons", 2],
    ["general", "notices", 1],
    ["forms", "messages", 1],
  ]);
});
