import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fillIn } from "./placeholders.ts";

const names = { firstName: "Anna", username: "anna", botName: "Ada" };

describe("placeholders", () => {
  test.each([
    ["{first_name} {username} {bot_name}", names, "Anna @anna Ada"],
    ["{username}", { ...names, username: undefined }, "Anna"],
    ["{first_name}", { ...names, firstName: undefined }, "anna"],
    ["{first_name}{username}", { ...names, firstName: undefined, username: undefined }, ""],
    ["{First_Name} {{first_name}} { first_name }", names, "{First_Name} {Anna} { first_name }"],
    ["{first_name}", { ...names, firstName: "{bot_name}$&\ud83d" }, "{bot_name}$&\ufffd"],
  ])("%j with %j are %j", (template, given, expected) => {
    expect(fillIn(template, given)).toBe(expected);
  });

  test("are filled in once, whatever the names are, and nothing else changes", () => {
    const text = fc.string({ unit: "grapheme" }).filter((value) => value.isWellFormed());
    fc.assert(
      fc.property(
        text,
        text,
        text,
        fc.array(text.filter((value) => !/[{}]/.test(value))),
        (firstName, username, botName, between) => {
          const template = between.join("{first_name}");
          expect(fillIn(template, { firstName, username, botName })).toBe(between.join(firstName));
        },
      ),
    );
  });
});
