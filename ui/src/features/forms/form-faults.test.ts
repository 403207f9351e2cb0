import { describe, expect, test } from "vitest";
import { addField, changeField, draftOf, type FormDraft, moveField } from "./form-draft.ts";
import { faultsOf, faultyFields, placed, withoutFaults } from "./form-faults.ts";

const empty = draftOf({ name: "Booking", description: "", fields: [] });
const one = (type: Parameters<typeof addField>[1], change: Parameters<typeof changeField>[2] = {}): FormDraft =>
  changeField(addField(empty, type), 1, { label: "Question", ...change });
const found = (draft: FormDraft) =>
  Object.fromEntries(Object.entries(faultsOf(draft)).map(([place, { fault }]) => [place, fault]));

describe("the faults of a draft", () => {
  test("are none when it can be sent", () => {
    expect(faultsOf(one("text"))).toEqual({});
    expect(faultsOf(one("select", { options: "a\nb" }))).toEqual({});
  });

  test("stand at the form where they belong to it", () => {
    expect(found({ ...empty, name: " " })).toEqual({ name: "formName", fields: "noFields" });
    expect(found({ ...one("text"), onCompleteAction: "webhook" })).toEqual({ webhookUrl: "webhookUrl" });
    expect(found({ ...one("text"), onCompleteAction: "ai", aiPrompt: " " })).toEqual({ aiPrompt: "aiPrompt" });
  });

  test("stand at the question, by its id", () => {
    expect(found(one("text", { label: "" }))).toEqual({ "1.label": "label" });
    expect(found(one("text", { name: "1st" }))).toEqual({ "1.name": "name" });
    const two = changeField(addField(one("text"), "text"), 2, { label: "Again", name: "QUESTION" });
    expect(found(two)).toEqual({ "2.name": "nameTaken" });
  });

  test("tell options that are missing, the same, or too long apart", () => {
    expect(found(one("select"))).toEqual({ "1.options": "noOptions" });
    expect(found(one("select", { options: "a\na" }))).toEqual({ "1.options": "sameOptions" });
    expect(found(one("select", { options: "x".repeat(65) }))).toEqual({ "1.options": "longOption" });
  });

  test("tell of limits that leave no answer", () => {
    expect(found(one("number", { min: 5, max: 1 }))).toEqual({ "1.validation": "limits" });
    expect(found(one("photo", { maxMegabytes: 21 }))).toEqual({ "1.validation": "limit" });
  });

  test("find a condition that asks for a later question, or compares with nothing", () => {
    const two = changeField(addField(one("text"), "text"), 2, { label: "Second" });
    const conditional = changeField(two, 2, { condition: { of: 1, operator: "equals", value: "yes" } });
    expect(found(conditional)).toEqual({});
    expect(found(moveField(conditional, 2, 0))).toEqual({ "2.condition": "condition" });
    const vague = changeField(two, 2, { condition: { of: 1, operator: "equals", value: "" } });
    expect(found(vague)).toEqual({ "2.condition": "conditionValue" });
  });
});

describe("what the server found", () => {
  const draft = moveField(changeField(addField(one("text"), "text"), 2, { label: "Second" }), 2, 0);

  test("stands at the field its path leads to, wherever that has been moved", () => {
    const faults = placed([{ path: ["fields", 0, "validation", "pattern"], message: "missing )" }], draft);
    expect(faults).toEqual({ "2.pattern": { fault: "pattern", message: "missing )" } });
    expect([...faultyFields(faults)]).toEqual([2]);
  });

  test("is told in its own words where the page has none", () => {
    const issue = { path: ["completionMessage"], message: "Too long" };
    expect(placed([issue], draft)).toEqual({ completionMessage: { fault: null, message: "Too long" } });
  });

  test("goes when the place is mended, and not with another that begins alike", () => {
    const faults = placed([{ path: ["fields", 0, "label"], message: "" }], draft);
    expect(withoutFaults({ ...faults, "22.label": faults["2.label"]! }, "2")).toEqual({
      "22.label": faults["2.label"],
    });
  });
});
