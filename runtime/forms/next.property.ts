import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Field, Fields, FieldType } from "#shared/schemas/form.ts";
import { formData, readFormData } from "./callback-data.ts";
import { answersOf, askedPlaces, progress } from "./conditions.ts";
import { kindOf } from "./fields/all-kinds.ts";
import type { Input } from "./fields/kind.ts";
import { parseNumber } from "./fields/number.ts";
import { parseDay } from "./fields/typed-day.ts";
import type { FormRun } from "./form-run.ts";
import { type FormEvent, next } from "./next.ts";
import { keyboardOf, screenOf } from "./screen.ts";
import { field, say, setting, started } from "./testing/fields.ts";

const anyFields = fc
  .array(
    fc.record({
      type: fc.constantFrom(...FieldType.options),
      required: fc.boolean(),
      operator: fc.constantFrom("equals", "contains", "exceeds"),
      value: fc.constantFrom("Red", "2", "a", 1, "2026-01-01"),
      conditional: fc.boolean(),
      on: fc.nat(),
    }),
    { minLength: 1, maxLength: 9 },
  )
  .map((given) =>
    given.reduce<Field[]>((fields, { type, required, conditional, operator, value, on }, n) => {
      const asked = (condition: Field["condition"]) =>
        Fields.safeParse(fields.concat(field(type, { name: `f${n}`, required, condition }))).data;
      // Of the conditions those that an answer can meet: others cannot be saved.
      const under = conditional && n > 0 && asked({ field: `F${on % n}`, operator, value });
      return under || asked(null)!;
    }, []),
  );

const anyInput: fc.Arbitrary<Input> = fc.oneof(
  fc
    .oneof(
      fc.string({ unit: "grapheme" }),
      fc.constantFrom(
        "-",
        "2",
        "1,5",
        "a",
        "anna@example.com",
        "+49301234567",
        "2026-02-03",
        "Red",
        "Red, Blue",
        "1, 2",
      ),
    )
    .map((text): Input => ({ type: "text", text })),
  fc.constantFrom<Input>(
    { type: "other" },
    { type: "contact", phone: "49301234567", own: true },
    { type: "contact", phone: "1", own: false },
    { type: "location", latitude: 1, longitude: 2 },
    { type: "photo", kept: { type: "kept", photo: { fileId: "f", contentType: "image/png", size: 1 } } },
    { type: "photo", kept: { type: "unavailable" } },
  ),
);

const anySource = fc.record({ message: fc.nat(99), content: fc.constantFrom("one", "two") });

/** Something that happens: a message, an edit of one, a button that is there, or one that was once. */
const anyHappening = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant("input" as const),
      input: anyInput,
      album: fc.constantFrom("a", null, null),
      source: fc.option(anySource),
    }),
  },
  fc.record({ type: fc.constant("edit" as const), n: fc.nat(9), input: anyInput, source: anySource }),
  { weight: 3, arbitrary: fc.nat(60).map((n) => ({ type: "button", n }) as const) },
  fc.record({
    type: fc.constant("stale" as const),
    action: fc.constantFrom("b", "s", "c", "k", "ok", "kp", "rm", "o1", "t0", "d", "e0", "p9", "zz"),
  }),
  fc.constant({ type: "cancel" } as const),
);

type Happening = typeof anyHappening extends fc.Arbitrary<infer Value> ? Value : never;

function eventOf(run: FormRun, happening: Happening): FormEvent {
  if (happening.type === "input" || happening.type === "cancel") return happening;
  if (happening.type === "edit") {
    const { n, input, source } = happening;
    const answered = Object.keys(run.sources ?? {});
    const name = answered[n % answered.length];
    return name === undefined ? { type: "input", input, album: null, source } : { type: "edit", name, input, source };
  }
  if (happening.type === "stale") return { type: "tap", key: "Key", action: happening.action };
  const keyboard = keyboardOf(run, setting({ isPrivate: false }), say);
  const buttons = "inline_keyboard" in keyboard ? keyboard.inline_keyboard.flat() : [];
  const button = buttons[happening.n % buttons.length]!;
  const { visit, action } = readFormData("callback_data" in button ? button.callback_data! : "")!;
  return { type: "press", visit, action };
}

describe("a form, whatever happens to it", () => {
  test("never loses its place, holds only answers that were checked, and is never silent", () => {
    fc.assert(
      fc.property(
        anyFields,
        fc.array(anyHappening, { maxLength: 60 }),
        fc.boolean(),
        (fields, happenings, isPrivate) => {
          const here = setting({ isPrivate });
          let run = started(fields, here);
          for (const happening of happenings) {
            const event = eventOf(run, happening);
            const before = run.album;
            const { run: after, effects } = next(run, event, here);
            const quietAlbum = event.type === "input" && event.album !== null && before?.told;
            if (!quietAlbum) expect(effects.length).toBeGreaterThan(0);
            const ending = effects.find((effect) => effect.type === "over");
            const answers = answersOf(fields, after.answers);
            for (const [name, answer] of Object.entries(answers)) {
              const asked = fields.find((each) => each.name === name)!;
              expect(kindOf(asked).show(asked, answer, here)).toBeTruthy();
            }
            for (const name of Object.keys(after.sources ?? {})) expect(after.answers).toHaveProperty(name);
            const screen = screenOf(after, here, say);
            expect(screen.text.length).toBeLessThanOrEqual(4096);
            if ("inline_keyboard" in screen.keyboard) {
              const buttons = screen.keyboard.inline_keyboard;
              expect(buttons.flat().length).toBeLessThanOrEqual(100);
              for (const row of buttons) expect(row.length).toBeLessThanOrEqual(8);
              for (const button of buttons.flat()) {
                expect(button.text.trim()).not.toBe("");
                expect(Buffer.byteLength("callback_data" in button ? button.callback_data! : "")).toBeLessThanOrEqual(
                  64,
                );
              }
            }
            // Places are kept in JSON between two updates.
            expect(JSON.parse(JSON.stringify(after))).toEqual(after);
            if (ending?.type === "over") {
              if (ending.how === "complete")
                for (const place of askedPlaces(fields, after.answers)) {
                  const { name, required } = fields[place]!;
                  if (required) expect(answers).toHaveProperty(name);
                }
              return;
            }
            if (after.at.type === "question") {
              const { place, total } = progress(fields, after.answers, after.at.field);
              expect(place).toBeGreaterThanOrEqual(1);
              expect(place).toBeLessThanOrEqual(total);
            }
            run = after;
          }
        },
      ),
    );
  });

  test("grows with answers alone, not with mistakes", () => {
    const fields = Fields.parse(Array.from({ length: 50 }, (_, n) => field("number", { name: `f${n}` })));
    let run = started(fields);
    const size = (value: unknown) => JSON.stringify(value).length;
    const empty = size(run);
    const types = (text: string) =>
      next(
        run,
        {
          type: "input",
          input: { type: "text", text },
          album: null,
          source: { message: 123_456, content: "8 letter" },
        },
        setting(),
      );
    for (let n = 0; n < 50; n++) {
      for (let mistake = 0; mistake < 20; mistake++) ({ run } = types(`no number ${mistake}`));
      ({ run } = types(String(n)));
    }
    expect(run.at.type).toBe("summary");
    expect(size(run) - empty).toBeLessThan(4_000);
  });
});

describe("callback data", () => {
  test("is read as it was written, and fits into Telegram's 64 bytes", () => {
    const token = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-z]{1,${length}}$`));
    fc.assert(
      fc.property(
        fc.record({
          owner: fc.integer({ min: 1, max: 2 ** 52 }),
          run: token(11),
          visit: fc.nat(1_000_000),
          action: fc.stringMatching(/^[A-Za-z0-9]{1,10}$/),
        }),
        (press) => {
          const data = formData(press);
          expect(Buffer.byteLength(data)).toBeLessThanOrEqual(64);
          expect(readFormData(data)).toEqual(press);
        },
      ),
    );
  });

  test("of anything else is none", () => {
    fc.assert(fc.property(fc.string(), (data) => void readFormData(data)));
    for (const data of ["", "f:", "f:1:2:3", "m:abc:def", "f:1:2:3:4:5"]) expect(readFormData(data)).toBeNull();
  });
});

describe("what is typed", () => {
  test("is the number that was written, with comma and with point", () => {
    fc.assert(
      fc.property(fc.integer({ min: -999_999, max: 999_999 }), fc.integer({ min: 0, max: 99 }), (whole, cents) => {
        const number = Number(`${whole}.${String(cents).padStart(2, "0")}`);
        const decimals = String(cents).padStart(2, "0");
        expect(parseNumber(`${whole}.${decimals}`)).toBe(number + 0);
        expect(parseNumber(`${whole},${decimals}`)).toBe(number + 0);
        const grouped = whole.toLocaleString("en-US");
        expect(parseNumber(`${grouped}.${decimals}`)).toBe(number + 0);
        expect(parseNumber(`${grouped.replaceAll(",", " ")},${decimals}`)).toBe(number + 0);
      }),
    );
  });

  test("is the day that the language's own way of writing means", () => {
    const days = fc.date({ min: new Date("1000-01-01"), max: new Date("9999-12-31"), noInvalidDate: true });
    fc.assert(
      fc.property(days, fc.constantFrom("en", "en-GB", "de", "ru", "fr", "es"), (date, language) => {
        const iso = date.toISOString().slice(0, 10);
        const write = (options: Intl.DateTimeFormatOptions) =>
          date.toLocaleDateString(language, { ...options, timeZone: "UTC" });
        expect(parseDay(iso, language, "2026-11-25")).toBe(iso);
        expect(parseDay(write({ day: "numeric", month: "numeric", year: "numeric" }), language, "2026-11-25")).toBe(
          iso,
        );
        expect(parseDay(write({ day: "numeric", month: "long", year: "numeric" }), language, "2026-11-25")).toBe(iso);
      }),
    );
  });
});
