import { describe, expect, test } from "vitest";
import {
  commandLists,
  type DescribedCommand,
  type ListLanguage,
  listSteps,
  readTold,
  writeTold,
} from "./command-lists.ts";

const hi: DescribedCommand = { name: "hi", description: "Greets", descriptions: {} };
const russian = { ...hi, descriptions: { ru: "Здоровается" } };

/** Does the steps. @returns what Telegram has been told then */
function afterTelling(told: string | null, commands: DescribedCommand[]): string | null {
  const known = readTold(told);
  for (const { language, hash } of listSteps(commandLists(commands), known)) {
    if (hash) known.set(language, hash);
    else known.delete(language);
  }
  return writeTold(known);
}
const steps = (told: string | null, commands: DescribedCommand[]) =>
  listSteps(commandLists(commands), readTold(told)).map(({ language, commands }): [ListLanguage, string[] | null] => [
    language,
    commands?.map(({ description }) => description) ?? null,
  ]);

describe("lists of commands", () => {
  test("are told once each, a language's own where it reads another", () => {
    expect(steps(null, [russian])).toEqual([
      ["", ["Greets"]],
      ["ru", ["Здоровается"]],
    ]);
    expect(steps(afterTelling(null, [russian]), [russian])).toEqual([]);
    expect(steps(afterTelling(null, [hi]), [russian])).toEqual([["ru", ["Здоровается"]]]);
    expect(steps(afterTelling(null, [russian]), [{ ...russian, descriptions: { ru: "Приветствует" } }])).toEqual([
      ["ru", ["Приветствует"]],
    ]);
    expect(steps(afterTelling(null, [russian]), [hi])).toEqual([["ru", null]]);
    expect(steps(afterTelling(null, [russian]), [])).toEqual([
      ["", []],
      ["ru", null],
    ]);
    expect(afterTelling(afterTelling(null, [russian]), [hi])).toBe(afterTelling(null, [hi]));
  });

  test("say to everybody what the bot says to everybody, which is English where there is any", () => {
    const both = { ...hi, description: "Grüßt", descriptions: { en: "Greets" } };
    expect(steps(null, [both])).toEqual([
      ["", ["Greets"]],
      ["ru", ["Grüßt"]],
    ]);
  });

  test("of a bot without commands are left as another program has made them", () => {
    expect(steps(null, [])).toEqual([]);
  });

  test("hold what Telegram takes, and the name where nothing is described", () => {
    const many = Array.from({ length: 150 }, (_, n) => ({ name: `c${n}`, description: " ", descriptions: {} }));
    const list = commandLists(many).get("")!;
    expect(list).toHaveLength(100);
    expect(list[0]).toEqual({ command: "c0", description: "/c0" });
  });
});
