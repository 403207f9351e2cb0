import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { firstLocal, isLocal } from "#shared/addresses.ts";
import {
  holdsLong,
  localsIn,
  namesLocal,
  type Outside,
  outsideIn,
  readExactly,
  replaceLong,
  withExternals,
} from "./exact-ids.ts";

/** JSON of a value in which integers of any length are `bigint`s. */
const written = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? JSON.rawJSON(String(part)) : part));

const digits = fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n });
const near = (middle: bigint) => fc.bigInt({ min: middle - 3n, max: middle + 3n });
const integers = fc.oneof(
  digits,
  near(1_203_456_789_012_345_678n),
  near(-1_203_456_789_012_345_678n),
  near(2n ** 51n),
  near(-(2n ** 51n)),
  near(2n ** 52n),
  near(2n ** 53n),
  fc.bigInt({ min: -(10n ** 6n), max: 10n ** 6n }),
);
/** What people write, which may look like JSON with such ids in it. */
const texts = fc.oneof(
  fc.string({ unit: "binary" }),
  digits.map(String),
  digits.map((id) => `{"id":${id},"ids":[${id}, ${id}]}`),
);
const fields = fc
  .oneof(fc.constantFrom("id", "message_id", "message_ids", "chat", "from", "__proto__"), texts)
  .filter((key) => key !== "update_id");
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { maxDepth: 5 },
    integers,
    texts,
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (Object.is(number, -0) ? 0 : number)),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("json"), { maxLength: 5 }),
    fc.array(fc.tuple(fields, tie("json")), { maxLength: 5 }).map((entries) => Object.fromEntries(entries)),
  ),
}));

/** Gives out local ids, as the database does. */
class Book {
  readonly locals = new Map<string, number>();
  readonly externals = new Map<number, string>();

  readonly take = ({ kind, id }: Outside): number => {
    const name = `${kind} ${id}`;
    const known = this.locals.get(name);
    if (known !== undefined) return known;
    const local = (firstLocal + this.locals.size) * (id < 0n ? -1 : 1);
    this.locals.set(name, local);
    this.externals.set(local, String(id));
    return local;
  };
}

describe("any JSON with integers of any length in it", () => {
  test("is the same again when it was taken in, stored, and let out", () => {
    fc.assert(
      fc.property(json, (update) => {
        const text = `{"ok":true,"result":${written(update)}}`;
        const book = new Book();
        const read = readExactly(text);
        expect(holdsLong(read)).toBe(outsideIn(read).length > 0);
        replaceLong(read, book.take);
        const stored: unknown = JSON.parse(JSON.stringify(read));
        expect(outsideIn(stored)).toEqual([]);
        const locals = localsIn(stored);
        expect(namesLocal(stored)).toBe(locals.length > 0);
        expect(new Set(locals)).toEqual(new Set(book.locals.values()));
        expect(JSON.stringify(withExternals(stored, (local) => book.externals.get(local)!))).toBe(text);
      }),
      { numRuns: 2_000 },
    );
  });

  test("names everybody by a number that is theirs alone, and below zero where their id is", () => {
    fc.assert(
      fc.property(fc.uniqueArray(integers, { maxLength: 50 }), (ids) => {
        const book = new Book();
        const read = readExactly(`[${ids.join()}]`) as (number | bigint)[];
        replaceLong(read, book.take);
        expect(new Set(read).size).toBe(ids.length);
        for (const [n, id] of ids.entries()) {
          expect(Number.isSafeInteger(read[n])).toBe(true);
          expect(Math.sign(Number(read[n]))).toBe(id < 0n ? -1 : id > 0n ? 1 : 0);
          expect(isLocal(read[n] as number)).toBe(id >= 2n ** 51n || id <= -(2n ** 51n));
        }
      }),
    );
  });
});

test("an update's place in its queue stays a number, and what nobody could store as an id is none", () => {
  const long = "9".repeat(65);
  expect(readExactly(`{"result":[{"update_id":4503599627370497,"message":{"id":${long}}}]}`)).toEqual({
    result: [{ update_id: 4_503_599_627_370_497, message: { id: Number(long) } }],
  });
});

test("an id that is written as a fraction is the one that it is, and not a number of ours", () => {
  const read = readExactly('{"result":{"id":2251799813685248.0,"price":2251799813685248.5}}');
  expect(outsideIn(read)).toEqual([{ kind: "chat", id: 2n ** 51n }]);
});

test("messages are told from people who have the same id", () => {
  const read = readExactly(
    `{"result":{"message_id":2251799813685248,"reply":{"message_ids":[2251799813685249]},"from":{"id":2251799813685248}}}`,
  );
  expect(outsideIn(read)).toEqual([
    { kind: "message", id: 2n ** 51n },
    { kind: "message", id: 2n ** 51n + 1n },
    { kind: "chat", id: 2n ** 51n },
  ]);
});

test("a file that goes along is not looked through", () => {
  const file = new (class {
    readonly content = Buffer.alloc(1);
    readonly id = firstLocal;
  })();
  const call = { chat_id: 1, photo: file, bytes: new Float64Array([firstLocal]) };
  expect(namesLocal(call)).toBe(false);
  expect(withExternals(call, String)).toEqual(call);
  expect(withExternals(call, String).photo).toBe(file);
});
