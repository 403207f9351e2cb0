import { globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { languages } from "../schemas/language.ts";
import { argumentsOf, builtIns, bundleOf, patternOf } from "./built-in.ts";
import { checkedOverride, longest } from "./override.ts";
import { formatted, sentencesFor } from "./sentences.ts";

const names = { first_name: "Anna", username: "@anna", bot_name: "Robot" };

describe("the built-in sentences", () => {
  test("are there in every language, with the same arguments", () => {
    expect(builtIns().size).toBeGreaterThan(5);
    for (const { id, args, texts } of builtIns().values())
      for (const language of languages) {
        expect(texts, id).toHaveProperty(language);
        expect([id, language, argumentsOf(texts[language]!).sort()]).toEqual([id, language, [...args].sort()]);
        expect(patternOf(id, language), `${id} in ${language}`).not.toBeNull();
      }
  });

  test("are shown to tenants as texts that say the same when they are saved, and fit", () => {
    for (const sentence of builtIns().values())
      for (const language of languages) {
        const text = sentence.texts[language]!;
        const checked = checkedOverride(sentence, text, language);
        expect([sentence.id, checked]).toEqual([sentence.id, { pattern: expect.anything() }]);
        for (const value of [0, 1, 2, 5, 21, "x"]) {
          const args = Object.fromEntries([...sentence.args, ...Object.keys(names)].map((name) => [name, value]));
          const bundle = bundleOf(language);
          const said = formatted(bundle, patternOf(sentence.id, language), args)!;
          expect(said).toBe("pattern" in checked && formatted(bundle, checked.pattern, args));
          expect(said.length, sentence.id).toBeLessThanOrEqual(longest(sentence.id));
        }
      }
  });

  test("that code says exist", () => {
    const files = globSync("{runtime,control-plane,shared}/**/*.ts", { cwd: new URL("../..", import.meta.url) });
    const said = files.flatMap((file) =>
      [
        ...readFileSync(new URL(`../../${file}`, import.meta.url), "utf8").matchAll(
          /\b(?:t|say)\("([a-z]+(?:-[a-z]+)*)"/g,
        ),
      ]
        .map(([, id]) => id!)
        .filter(() => !/[.](test|property)[.]ts$/.test(file)),
    );
    expect(said).toContain("fallback");
    for (const id of said) expect([...builtIns().keys()]).toContain(id);
  });
});

describe("a sentence", () => {
  test.each([
    ["ru", "← Назад"],
    ["ru-RU", "← Назад"],
    ["RU", "← Назад"],
    ["en", "← Back"],
    ["rup", "← Back"],
    ["pt-br", "← Back"],
    ["", "← Back"],
    [undefined, "← Back"],
  ])("for somebody who speaks %s is %s", (code, text) => {
    expect(sentencesFor(code)("button-back")).toBe(text);
  });

  test("holds its arguments as they are, without marks around them", () => {
    const name = "{ $bot_name } \u2068x";
    expect(sentencesFor("en")("welcome", { ...names, first_name: name })).toContain(`Hello, ${name}! I am Robot.`);
  });

  test("that does not exist, or lacks an argument, is at worst its id", () => {
    expect(sentencesFor("ru")("no-such-thing")).toBe("no-such-thing");
    expect(sentencesFor("ru")("welcome", { first_name: "Anna" })).toBe("welcome");
    expect(sentencesFor("en")("constructor")).toBe("constructor");
  });

  test("is what the tenant has written instead, in that language alone", () => {
    const overrides = { ru: { "button-back": "Вернуться" } };
    expect(sentencesFor("ru", overrides)("button-back")).toBe("Вернуться");
    expect(sentencesFor("en", overrides)("button-back")).toBe("← Back");
  });

  test.each(["Hello, { $first_name", "Hello, { $wrong }", "{ welcome }", " ", "{ NUMBER($x) }", "x".repeat(5_000)])(
    "is ours where what is stored instead cannot be said: %j",
    (text) => {
      expect(sentencesFor("en", { en: { "help-empty": text } })("help-empty", names)).toContain("Just write");
    },
  );

  test("is ours where an argument of the tenant's text is not given", () => {
    expect(sentencesFor("en", { en: { "help-empty": "Hi { $username }" } })("help-empty")).toContain("Just write");
  });
});
