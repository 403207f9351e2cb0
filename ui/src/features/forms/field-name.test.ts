import { describe, expect, test } from "vitest";
import { FieldName } from "#shared/schemas/form.ts";
import { fieldName } from "./field-name.ts";

describe("a name made from a question", () => {
  test("spells other alphabets in Latin", () => {
    expect(fieldName("What is your name?", "text", [])).toBe("what_is_your_name");
    expect(fieldName("Ваше имя?", "text", [])).toBe("vashe_imya");
    expect(fieldName("Größe (cm)", "number", [])).toBe("gro_e_cm");
  });

  test("falls back to what kind of question it is", () => {
    expect(fieldName("", "email", [])).toBe("email");
    expect(fieldName("お名前は", "text", [])).toBe("text");
    expect(fieldName("123", "number", [])).toBe("number");
  });

  test("gets a number if another question has it, also in other letters", () => {
    expect(fieldName("Name", "text", ["name"])).toBe("name_2");
    expect(fieldName("Name", "text", ["NAME", "name_2"])).toBe("name_3");
  });

  test("always is one that the API takes", () => {
    const long = "Please tell us as exactly as you can what happened";
    expect(fieldName(long, "text", [])).toBe("please_tell_us_as_exactly_as_you");
    for (const label of [long, "x".repeat(99), "_a_", "9 lives", "a—b", long.repeat(9)])
      for (const taken of [[], [fieldName(label, "text", [])]])
        expect(FieldName.safeParse(fieldName(label, "text", taken)).success, label).toBe(true);
  });
});
