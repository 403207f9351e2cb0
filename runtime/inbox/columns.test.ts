import { randomUUID } from "node:crypto";
import { Client } from "pg";
import { describe, expect, test } from "vitest";
import { testDatabase } from "#shared/testing/postgres/test-database.ts";
import { rowsFrom, valuesOf } from "./columns.ts";

const columns = { id: "int", key: "uuid", name: "text", note: "json", sure: "boolean", at: "timestamptz" } as const;

describe("rows as columns", () => {
  test("come back as they were, whatever is in them", async () => {
    await using database = await testDatabase();
    const client = new Client({ connectionString: database.url });
    await client.connect();
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
    const text = `select id, key, name, note, sure, at from ${rowsFrom(columns, 1)} order by n`;
    const found = await client.query(text, valuesOf(columns, all));
    expect(found.rows.map((row) => ({ ...row, at: row.at?.getTime() ?? null }))).toEqual(all);
    expect((await client.query(text, valuesOf(columns, []))).rows).toEqual([]);
    await client.end();
  });
});
