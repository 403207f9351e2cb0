import { randomUUID } from "node:crypto";
import { Client } from "pg";
import { describe, expect, test } from "vitest";
import { testDatabase } from "#shared/testing/postgres/test-database.ts";
import {
  bigint,
  boolean,
  type Columns,
  int,
  json,
  rowsFrom,
  smallint,
  text,
  timestamptz,
  uuid,
  valuesOf,
} from "./columns.ts";

const columns = { id: int, key: uuid, name: text, note: json, sure: boolean, at: timestamptz };

const numbers = { small: smallint, normal: int, big: bigint };

/** Rows that hold `columns`, as PostgreSQL gives back what it was given. */
async function sent(columns: Columns, rows: readonly object[]): Promise<Record<string, unknown>[]> {
  await using database = await testDatabase();
  const client = new Client({ connectionString: database.url });
  await client.connect();
  const text = `select ${Object.keys(columns).join(", ")} from ${rowsFrom(columns, 1)} order by n`;
  try {
    return (await client.query(text, [...valuesOf(columns, rows)])).rows;
  } finally {
    await client.end();
  }
}

describe("rows as columns", () => {
  test("come back as they were, whatever is in them", async () => {
    const texts = ["", " ", "NULL", "null", '"', "\\", '\\"', "{a,b}", ",", "a\nb\r\n", "'", "é🙂", "\t\v", "{}"];
    const rows = texts.map((name, id) => ({
      id,
      key: randomUUID(),
      name,
      note: { name },
      sure: id % 2 === 0,
      // From before PostgreSQL's own beginning of time to far after it.
      at: (id - 3) * 5e11 + 123,
    }));
    const empty = { id: null, key: null, name: null, note: null, sure: null, at: null };
    const all = [...rows, empty];
    const found = await sent(columns, all);
    expect(found.map((row) => ({ ...row, at: (row.at as Date | null)?.getTime() ?? null }))).toEqual(all);
    expect(await sent(columns, [])).toEqual([]);
  });

  test("hold whole numbers as far as they go", async () => {
    const [small, normal, big] = [2 ** 15, 2 ** 31, 2 ** 53];
    const rows = [
      { small: -small, normal: -normal, big: -big + 1 },
      { small: -1, normal: -1, big: -1 },
      { small: 0, normal: 0, big: -(2 ** 32) },
      { small: 1, normal: 1, big: 2 ** 32 },
      { small: small - 1, normal: normal - 1, big: big - 1 },
    ];
    const found = await sent(numbers, rows);
    expect(found.map((row) => ({ ...row, big: Number(row.big) }))).toEqual(rows);
  });

  test.each([
    { small: 2 ** 15, normal: 0, big: 0 },
    { small: 0, normal: -(2 ** 31) - 1, big: 0 },
    { small: 0, normal: 0, big: 2 ** 53 },
    { small: 0, normal: 0.5, big: 0 },
    { small: 0, normal: 0, big: Number.NaN },
    { small: 0, normal: 0, big: "1" },
  ])("hold no other numbers: %o", (row) => {
    expect(() => valuesOf(numbers, [row])).toThrow(RangeError);
  });
});
