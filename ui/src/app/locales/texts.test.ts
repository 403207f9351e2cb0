import { createInstance } from "i18next";
import { describe, expect, test } from "vitest";
import { en } from "./en.ts";
import { ru } from "./ru.ts";

/** Every text by its whole key. */
function flat(texts: object, prefix = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(texts)) {
    if (typeof value === "string") found.set(prefix + key, value);
    else for (const [inner, text] of flat(value, `${prefix}${key}.`)) found.set(inner, text);
  }
  return found;
}

const plural = /_(one|few|many|other)$/;
const bases = (texts: object) => new Set([...flat(texts).keys()].map((key) => key.replace(plural, "")));
const names = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}|<(\w+)>/g)].map((match) => match[0]).sort();

describe("the texts", () => {
  test("have the same keys in both languages", () => {
    expect(bases(ru)).toEqual(bases(en));
  });

  test("fill in the same values in both languages", () => {
    const english = flat(en);
    for (const [key, text] of flat(ru)) {
      const original = english.get(key) ?? english.get(key.replace(plural, "_other"));
      expect({ key, names: names(text) }).toEqual({ key, names: names(original ?? "") });
    }
  });

  test("leave nothing empty", () => {
    for (const texts of [en, ru]) expect([...flat(texts).values()].filter((text) => text.trim() === "")).toEqual([]);
  });
});

describe("Russian counts", () => {
  const i18n = createInstance();
  void i18n.init({ lng: "ru", resources: { ru: { translation: ru } }, initAsync: false });

  test.each([
    [1, "1 день"],
    [3, "3 дня"],
    [7, "7 дней"],
    [11, "11 дней"],
    [21, "21 день"],
    [112, "112 дней"],
    [365, "365 дней"],
  ])("%i", (count, text) => {
    expect(i18n.t("plans.days", { count })).toBe(text);
  });
});
