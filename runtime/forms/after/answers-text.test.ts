import { describe, expect, test } from "vitest";
import { sentencesFor } from "#shared/sentences/sentences.ts";
import { type AnsweredForm, answersText, labelled } from "./answers-text.ts";

const at = new Date("2026-11-25T14:03:00Z");
const form = (changes: Partial<AnsweredForm> = {}): AnsweredForm => ({
  formName: "Order",
  fields: [
    { name: "b", label: "Second" },
    { name: "a", label: "First" },
  ],
  answers: { a: "x", b: 0 },
  by: { externalId: "1203456789012345678", username: null, firstName: "Anna", link: "https://people/anna" },
  preview: false,
  at,
  ...changes,
});
const textOf = (changes: Partial<AnsweredForm>, language = "en") =>
  answersText(form(changes), sentencesFor(language), language);

describe("answers as a message", () => {
  test("come in the order of the questions, and those without one last", () => {
    expect(labelled(form({ answers: { gone: 1, a: "x", b: 0 } })).map(({ label }) => label)).toEqual([
      "Second",
      "First",
      "gone",
    ]);
  });

  test("name who answered, with a way to them, and the time in the reader's language", () => {
    const { text, entities } = textOf({}, "de");
    expect(text.split("\n")[1]).toBe("From: Anna · 25.11.2026, 14:03 UTC");
    expect(entities).toContainEqual({
      type: "text_link",
      url: "https://people/anna",
      offset: 25,
      length: 4,
    });
    expect(textOf({}, "no such language!").text).toContain("Nov 25, 2026");
  });

  test("lead to nobody where people have no address", () => {
    const { text, entities } = textOf({ by: { ...form().by, link: null } });
    expect(text).toContain("From: Anna · ");
    expect(entities.filter(({ type }) => type === "text_link")).toEqual([]);
  });

  test("of a test chat say so, and lead to nobody", () => {
    const { text, entities } = textOf({ by: { ...form().by, username: "anna" }, preview: true });
    expect(text).toContain("From: Anna (@anna) (test chat) · ");
    expect(entities.filter(({ type }) => type === "text_link")).toEqual([]);
  });

  test("cannot break their own formatting: every entity lies on what it is meant for", () => {
    const { text, entities } = textOf({ answers: { a: "<b>*_`[x](y)", b: "\u{1f600}\ud800" }, formName: "*<i>" });
    expect(text).toContain("<b>*_`[x](y)");
    expect(text.isWellFormed()).toBe(true);
    expect(entities.map(({ offset, length }) => text.slice(offset, offset + length))).toEqual([
      "New answers: *<i>",
      "Anna",
      "Second",
      "First",
    ]);
  });
});
