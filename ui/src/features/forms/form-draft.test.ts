import { describe, expect, test } from "vitest";
import { CreateForm } from "#shared/schemas/form.ts";
import {
  addField,
  askable,
  changeField,
  copyField,
  draftOf,
  type FormDraft,
  maxFields,
  moveField,
  removeField,
} from "./form-draft.ts";
import { writeForm } from "./form-values.ts";

const empty = draftOf({ name: "Booking", description: "", fields: [] });
const names = ({ fields }: FormDraft) => fields.map(({ name }) => name);

/** Name (1), guests (2), day (3). */
function booking(): FormDraft {
  let draft = empty;
  for (const [type, label] of [
    ["text", "Name"],
    ["number", "Guests"],
    ["date", "Day"],
  ] as const) {
    draft = addField(draft, type);
    draft = changeField(draft, draft.nextId - 1, { label });
  }
  return draft;
}

describe("a draft", () => {
  test("names a question after its label until somebody writes a name", () => {
    let draft = changeField(addField(empty, "text"), 1, { label: "Your name?" });
    expect(names(draft)).toEqual(["your_name"]);
    draft = changeField(changeField(draft, 1, { name: "who" }), 1, { label: "Who are you?" });
    expect(names(draft)).toEqual(["who"]);
  });

  test("keeps the names of questions that were saved", () => {
    const saved = draftOf({ ...CreateForm.parse(writeForm(booking())), id: crypto.randomUUID() });
    expect(names(changeField(saved, 1, { label: "Full name" }))[0]).toBe("name");
  });

  test("moves a question to where another stands", () => {
    expect(names(moveField(booking(), 3, 0))).toEqual(["day", "name", "guests"]);
    expect(names(moveField(booking(), 1, 2))).toEqual(["guests", "day", "name"]);
    expect(moveField(booking(), 1, 3)).toEqual(booking());
    expect(moveField(booking(), 9, 0)).toEqual(booking());
  });

  test("puts a copy after its original, under a name of its own", () => {
    const draft = copyField(booking(), 1);
    expect(names(draft)).toEqual(["name", "name_2", "guests", "day"]);
    expect(new Set(draft.fields.map(({ id }) => id)).size).toBe(4);
  });

  test("takes no more questions than a form may have", () => {
    let draft = empty;
    for (let count = 0; count < maxFields + 2; count++) draft = addField(draft, "text");
    expect(draft.fields).toHaveLength(maxFields);
    expect(copyField(draft, 1).fields).toHaveLength(maxFields);
  });

  test("asks in conditions for earlier questions alone, and for none whose answer is a photo or a place", () => {
    const draft = moveField(addField(addField(booking(), "photo"), "text"), 4, 0);
    expect(askable(draft, 3).map(({ name }) => name)).toEqual(["name", "guests"]);
    expect(askable(draft, 4)).toEqual([]);
  });

  test("lets a condition follow the question it asks for, and go with it", () => {
    const condition = { of: 2, operator: "exceeds", value: "6" } as const;
    let draft = changeField(booking(), 3, { condition });
    draft = changeField(draft, 2, { name: "people" });
    expect(writeForm(draft).fields[2]?.condition).toEqual({ field: "people", operator: "exceeds", value: 6 });
    expect(removeField(draft, 2).fields[1]?.condition).toBeNull();
  });

  test("empties what a condition compares with when the asked question gets another type", () => {
    const condition = { of: 2, operator: "equals", value: "6" } as const;
    const draft = changeField(changeField(booking(), 3, { condition }), 2, { type: "date" });
    expect(draft.fields[2]?.condition?.value).toBe("");
  });
});

describe("what a draft sends", () => {
  test("is what it was read from", () => {
    const form = CreateForm.parse({
      name: "Everything",
      description: "All types",
      fields: [
        {
          type: "text",
          name: "a",
          label: "A",
          validation: { minLength: 0, maxLength: 9, pattern: "[a-z]+", patternHint: "x" },
        },
        { type: "number", name: "b", label: "B", required: false, validation: { min: 0, max: 1.5, integer: true } },
        { type: "email", name: "c", label: "C", condition: { field: "b", operator: "exceeds", value: 0 } },
        { type: "phone", name: "d", label: "D", help: "with country" },
        { type: "date", name: "e", label: "E", validation: { min: "today", max: "2030-01-01" } },
        { type: "select", name: "f", label: "F", options: ["one", "two"] },
        { type: "multiselect", name: "g", label: "G", options: ["one", "two"], validation: { min: 1, max: 2 } },
        { type: "photo", name: "h", label: "H", validation: { maxMegabytes: 5 } },
        { type: "location", name: "i", label: "I", condition: { field: "g", operator: "contains", value: "two" } },
      ],
      defaultCountry: "DE",
      onCompleteAction: "webhook",
      webhookUrl: "https://example.com/hook",
      completionMessage: "Thanks",
    });
    const { notificationChatId: _, ...sent } = form;
    expect(writeForm(draftOf(form))).toEqual(sent);
  });

  test("leaves out what the type does not know", () => {
    const draft = changeField(addField(empty, "text"), 1, { options: "a\nb", min: 3, type: "email" });
    expect(Object.keys(writeForm(draft).fields[0]!).sort()).toEqual([
      "condition",
      "help",
      "label",
      "name",
      "required",
      "type",
    ]);
  });

  test("has an option a line, without empty ones", () => {
    const draft = changeField(addField(empty, "select"), 1, { options: " red \n\n green\n" });
    expect(writeForm(draft).fields[0]).toMatchObject({ options: ["red", "green"] });
  });
});
