import { globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { builtIns } from "#shared/sentences/built-in.ts";

const files = globSync("runtime/**/*.ts", { cwd: new URL("../..", import.meta.url) });
const code = files
  .filter((file) => !/[.](test|property)[.]ts$/.test(file))
  .map((file) => readFileSync(new URL(`../../${file}`, import.meta.url), "utf8"))
  .join("\n");
const named = new Set([...code.matchAll(/"((?:button-|notice-)?form-[a-z]+(?:-[a-z]+)*)"/g)].map(([, id]) => id!));

describe("the sentences of forms", () => {
  test("that code names exist, and none exists that nobody says", () => {
    const known = [...builtIns().values()].filter(({ group }) => group === "forms").map(({ id }) => id);
    expect([...named].sort()).toEqual(known.sort());
  });
});
