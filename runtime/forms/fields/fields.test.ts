import { describe, expect, test } from "vitest";
import { type Field, FieldType } from "#shared/schemas/form.ts";
import { field, setting } from "../testing/fields.ts";
import { kindOf } from "./all-kinds.ts";
import type { Input, Setting } from "./kind.ts";

const typed = (text: string): Input => ({ type: "text", text });

/** @returns the answer, or the hint's name with its arguments */
function checked(asked: Field, input: Input | string, given: Partial<Setting> = {}) {
  const result = kindOf(asked).check(asked, typeof input === "string" ? typed(input) : input, setting(given));
  return result.type === "value" ? result.value : result.hint;
}

const sticker: Input = { type: "other" };

describe("every question", () => {
  test("answers what it cannot take with what it expects", () => {
    for (const type of FieldType.options)
      expect(checked(field(type), sticker)).toMatchObject({ id: expect.stringMatching(/^form-hint-/) });
  });
});

describe("a text", () => {
  test("is trimmed and counted as people count", () => {
    const asked = field("text", { validation: { minLength: 2, maxLength: 3 } });
    expect(checked(asked, "  Ян ")).toBe("Ян");
    expect(checked(asked, "😀😀😀")).toBe("😀😀😀");
    expect(checked(asked, "😀😀😀😀")).toEqual({ id: "form-hint-text-long", args: { max: 3, length: 4 } });
    expect(checked(asked, "x")).toEqual({ id: "form-hint-text-short", args: { min: 2, length: 1 } });
    for (const unseen of ["\u200b\u200b\u200b", "\u2800", "\u3164", "\u202e\u202c", " \u00a0\n"])
      expect([unseen, checked(asked, unseen)]).toEqual([unseen, { id: "form-hint-text" }]);
  });

  test("must match its pattern as a whole, and says in words what that is", () => {
    const asked = field("text", { validation: { pattern: "[A-Z]{2}\\d+", patternHint: "Two letters and a number" } });
    expect(checked(asked, "AB12")).toBe("AB12");
    expect(checked(asked, "AB12!")).toEqual({
      id: "form-hint-text-pattern",
      args: { expected: "Two letters and a number" },
    });
  });
});

describe("options in several languages", () => {
  const given = {
    options: ["Red", "Blue", "constructor"],
    optionTexts: { Red: { ru: "Красный" }, Blue: { ru: "Red", en: "Azure" } },
  };

  test("are known by what the reader sees, then by what is kept, then by what others see", () => {
    const asked = field("select", given);
    for (const [language, text, kept] of [
      ["ru", "красный", "Red"],
      ["ru", "Red", "Blue"],
      ["en", "Red", "Red"],
      ["en", "azure", "Blue"],
      ["ru", "Blue", "Blue"],
      ["en", "Красный", "Red"],
      ["ru", "constructor", "constructor"],
    ] as const)
      expect([language, text, checked(asked, text, { language })]).toEqual([language, text, kept]);
  });

  test("stand on the buttons, which do the same in each", () => {
    for (const type of ["select", "multiselect"] as const) {
      const asked = field(type, given);
      const buttons = (language: string) => kindOf(asked).buttons!(asked, {}, setting({ language })).flat();
      expect(JSON.stringify(buttons("ru"))).toContain("Красный");
      const actions = (language: string) => buttons(language).map(({ action }) => action);
      expect(actions("ru")).toEqual(actions("en"));
    }
    const asked = field("multiselect", given);
    expect(kindOf(asked).show(asked, ["Red", "constructor"], setting({ language: "ru" }))).toBe("Красный, constructor");
  });
});

describe("a number", () => {
  test("takes comma and point, groups of three, signs of all kinds", () => {
    const asked = field("number");
    const numbers = [
      ["12", 12],
      ["1,5", 1.5],
      ["1.5", 1.5],
      [".5", 0.5],
      ["-3", -3],
      ["−3", -3],
      ["+7", 7],
      ["1 000,25", 1000.25],
      ["1\u00a0000\u00a0000", 1_000_000],
      ["1,000.5", 1000.5],
      ["1.000,5", 1000.5],
      ["1,000,000", 1_000_000],
      ["１２", 12],
      ["١٢٣", 123],
      ["۱۲۳٫۵", 123.5],
      ["١٬٠٠٠٫٥", 1000.5],
      ["१२३४५६७८९०", 1_234_567_890],
      ["0", 0],
      ["007", 7],
    ] as const;
    for (const [text, number] of numbers) expect([text, checked(asked, text)]).toEqual([text, number]);
    for (const text of [
      "",
      "abc",
      "1e5",
      "0x10",
      "1,2,3",
      "1.2.3",
      "Infinity",
      "12 apples",
      "1 00",
      "9".repeat(30),
      "-",
    ])
      expect([text, checked(asked, text)]).toEqual([text, { id: "form-hint-number" }]);
  });

  test("keeps to its limits, and to whole ones where those are asked for", () => {
    const asked = field("number", { validation: { min: 1, max: 5000, integer: true } });
    expect(checked(asked, "3")).toBe(3);
    expect(checked(asked, "1,000")).toBe(1000);
    expect(checked(asked, "2,5")).toEqual({ id: "form-hint-integer" });
    expect(checked(asked, "5001")).toEqual({ id: "form-hint-number-between", args: { min: "1", max: "5000" } });
    expect(checked(field("number", { validation: { min: 0 } }), "-1")).toMatchObject({ id: "form-hint-number-min" });
    expect(checked(field("number", { validation: { max: 0 } }), "1")).toMatchObject({ id: "form-hint-number-max" });
  });
});

describe("an email", () => {
  test("is an address that mail can reach", () => {
    const asked = field("email");
    expect(checked(asked, " Anna.Smith+bot@Example.COM ")).toBe("Anna.Smith+bot@example.com");
    expect(checked(asked, "mailto:anna@example.co.uk")).toBe("anna@example.co.uk");
    expect(checked(asked, "анна@почта.рф")).toBe("анна@почта.рф");
    const wrong = ["anna", "anna@", "@example.com", "anna@example", "a b@example.com", "a..b@example.com", "a@b..com"];
    const tricky = [
      "a@[127.0.0.1]",
      "a@-b.com",
      "Anna <a@b.com>",
      "a@b.com, c@d.com",
      "(".repeat(250),
      `${"a".repeat(70)}@b.com`,
    ];
    for (const text of [...wrong, ...tricky])
      expect([text, checked(asked, text)]).toEqual([text, { id: "form-hint-email" }]);
  });
});

describe("a phone number", () => {
  test("is kept as E.164, however it was typed", () => {
    const asked = field("phone");
    expect(checked(asked, "+49 (30) 123-45-67")).toBe("+49301234567");
    expect(checked(asked, "0049 30 1234567")).toBe("+49301234567");
    expect(checked(asked, "8 (912) 345-67-89", { defaultCountry: "RU" })).toBe("+79123456789");
    expect(checked(asked, "030 1234567", { defaultCountry: "DE" })).toBe("+49301234567");
    for (const text of ["030 1234567", "12345", "hello", "+999 123", "call +49301234567"])
      expect([text, checked(asked, text)]).toEqual([text, { id: "form-hint-phone" }]);
    expect(checked(asked, "123", { defaultCountry: "DE" })).toEqual({
      id: "form-hint-phone-country",
      args: { country: "DE" },
    });
    expect(checked(asked, "+49301234567", { defaultCountry: "XX" })).toBe("+49301234567");
  });

  test("of one's own is taken as Telegram gives it; somebody else's too, with a word about it", () => {
    const asked = field("phone");
    const contact = (phone: string, own: boolean): Input => ({ type: "contact", phone, own });
    expect(checked(asked, contact("10000000000", true))).toBe("+10000000000");
    expect(kindOf(asked).check(asked, contact("49301234567", false), setting())).toEqual({
      type: "value",
      value: "+49301234567",
      remark: { id: "form-remark-foreign-contact" },
    });
    expect(checked(asked, contact("10000000000", false))).toEqual({ id: "form-hint-phone" });
  });
});

describe("a date", () => {
  test("is typed in ISO, in the order of the language, in words, or as today", () => {
    const asked = field("date");
    const day = "2026-12-01";
    for (const text of [day, "2026.12.1", "12/1/2026", "1.12.2026", "01.12.26", "1 December 2026", "Dec 1, 2026"])
      expect([text, checked(asked, text)]).toEqual([text, day]);
    for (const text of ["1.12.2026", "1/12/2026", "01-12-2026", "1 декабря 2026 г.", "1 дек 2026", "1 December 2026"])
      expect([text, checked(asked, text, { language: "ru" })]).toEqual([text, day]);
    expect(checked(asked, "25/12/2026")).toBe("2026-12-25");
    expect(checked(asked, "today")).toBe("2026-11-25");
    expect(checked(asked, "Завтра", { language: "ru" })).toBe("2026-11-26");
    expect(checked(asked, "1.12.85")).toBe("1985-12-01");
    expect(checked(asked, "٢٠٢٦-١٢-٠١")).toBe(day);
    for (const text of [
      "30.02.2026",
      "31.02.2026",
      "2026-13-01",
      "soon",
      "1",
      "",
      "31/31/2026",
      "12.2026",
      "1 December or 2 2026",
    ])
      expect([text, checked(asked, text)]).toEqual([text, { id: "form-hint-date", args: { example: "2026-11-25" } }]);
  });

  test("keeps to its bounds, which may be today", () => {
    const asked = field("date", { validation: { min: "today", max: "2026-12-31" } });
    expect(checked(asked, "2026-11-25")).toBe("2026-11-25");
    expect(checked(asked, "2026-11-24")).toEqual({
      id: "form-hint-date-between",
      args: { min: "November 25, 2026", max: "December 31, 2026" },
    });
    expect(checked(field("date", { validation: { max: "today" } }), "tomorrow")).toMatchObject({
      id: "form-hint-date-max",
    });
  });

  test("has a calendar that leads through the months and shows no day out of bounds", () => {
    const asked = field("date", { validation: { min: "today", max: "2027-01-10" } });
    const kind = kindOf(asked);
    const now = setting();
    const draft = kind.begin!(asked, undefined, now);
    const labels = () => kind.buttons!(asked, draft, now).map((row) => row.map(({ words }) => words));
    expect(labels()[0]).toEqual(["·", "·", "November 2026", "›", "»"]);
    expect(labels()[1]).toEqual(["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]);
    expect(
      labels()
        .slice(2, -1)
        .flat()
        .filter((text) => text !== "·"),
    ).toEqual(["25", "26", "27", "28", "29", "30"]);
    // Weeks that are over are not there: the head, the days' names, two weeks, and today.
    expect(labels()).toHaveLength(5);
    expect(labels().every((row) => row.length <= 8)).toBe(true);
    expect(kind.press!(asked, draft, "m202701", now)).toEqual({ type: "draft", draft: { month: "2027-01" } });
    expect(kind.press!(asked, draft, "D20270110", now)).toEqual({ type: "value", value: "2027-01-10" });
    expect(kind.press!(asked, draft, "D20270111", now)).toMatchObject({ type: "toast" });
    expect(kind.press!(asked, draft, "D20270231", now)).toBeNull();
    const monday = kind.buttons!(asked, draft, setting({ language: "ru" }))[1]!.map(({ words }) => words);
    expect(monday).toEqual(["пн", "вт", "ср", "чт", "пт", "сб", "вс"]);
  });
});

describe("a choice", () => {
  test("is pressed or typed, and many options are paged", () => {
    const options = Array.from({ length: 25 }, (_, n) => `Option ${n + 1}`);
    const asked = field("select", { options });
    const kind = kindOf(asked);
    const page = (page: number) => kind.buttons!(asked, { page }, setting()).flat();
    expect(page(0).map(({ words }) => words)).toEqual([...options.slice(0, 10), "‹", "1/3", "›"]);
    expect(page(2).map(({ words }) => words)).toEqual([...options.slice(20), "‹", "3/3", "›"]);
    expect(kind.press!(asked, {}, "o24", setting())).toEqual({ type: "value", value: "Option 25" });
    expect(kind.press!(asked, {}, "o25", setting())).toBeNull();
    expect(kind.press!(asked, {}, "p1", setting())).toEqual({ type: "draft", draft: { page: 1 } });
    expect(checked(asked, " option 7")).toBe("Option 7");
    expect(checked(asked, "Option 99")).toEqual({ id: "form-hint-select" });
  });

  test("of several has ticks, limits, and the order of the options", () => {
    const asked = field("multiselect", { validation: { min: 1, max: 2 } });
    const kind = kindOf(asked);
    const press = (ticks: number[], action: string) => kind.press!(asked, { ticks }, action, setting());
    expect(press([], "t2")).toEqual({ type: "draft", draft: { ticks: [2] } });
    expect(press([2], "t2")).toEqual({ type: "draft", draft: { ticks: [] } });
    expect(press([2, 0], "d")).toEqual({ type: "value", value: ["Red", "Blue"] });
    expect(press([2, 0], "t1")).toMatchObject({ type: "toast", sentence: { id: "form-hint-multiselect-max" } });
    expect(press([], "d")).toMatchObject({ type: "toast", sentence: { id: "form-hint-multiselect-min" } });
    expect(checked(asked, "blue, red")).toEqual(["Red", "Blue"]);
    expect(checked(asked, "blue, pink")).toEqual({ id: "form-hint-multiselect" });
    expect(checked(asked, "red, green, blue")).toEqual({ id: "form-hint-multiselect-max", args: { max: 2 } });
    const optional = field("multiselect", { required: false });
    expect(kindOf(optional).press!(optional, { ticks: [] }, "d", setting())).toEqual({ type: "skip" });
  });
});

describe("a photo", () => {
  test("is what was kept; a refusal says why", () => {
    const asked = field("photo", { validation: { maxMegabytes: 2 } });
    const photo = { fileId: "0196f0d0-0000-7000-8000-000000000000", contentType: "image/png", size: 5 };
    const sent = (kept: Extract<Input, { type: "photo" }>["kept"]): Input => ({ type: "photo", kept });
    expect(checked(asked, sent({ type: "kept", photo }))).toEqual(photo);
    expect(checked(asked, sent({ type: "refused", reason: "too_large" }))).toEqual({
      id: "form-hint-photo-large",
      args: { megabytes: "2" },
    });
    expect(checked(asked, sent({ type: "refused", reason: "no_image" }))).toEqual({ id: "form-hint-photo-kind" });
    expect(checked(asked, sent({ type: "unavailable" }))).toEqual({ id: "form-hint-photo-unavailable" });
  });
});

describe("a location", () => {
  test("is shared, or typed as coordinates", () => {
    const asked = field("location");
    const berlin = { latitude: 52.52, longitude: 13.405 };
    expect(checked(asked, { type: "location", ...berlin })).toEqual(berlin);
    expect(checked(asked, "52.52, 13.405")).toEqual(berlin);
    for (const text of ["Berlin", "91, 0", "52.52", "1,2,3"])
      expect([text, checked(asked, text)]).toEqual([text, { id: "form-hint-location" }]);
  });
});
