import { Client } from "pg";
import { describe, expect, test } from "vitest";
import { testDatabase } from "./test-database.ts";

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

describe("a database for a test", () => {
  test("is migrated, and nobody else's", async () => {
    await using one = await testDatabase();
    await using other = await testDatabase();
    await query(one.url, "create table mine (id int)");
    expect(await query(other.url, "select to_regclass('mine') as mine")).toEqual([{ mine: null }]);
    expect(await query(other.url, "select count(*) > 0 as migrated from migrations")).toEqual([{ migrated: true }]);
  });

  test("is dropped even when somebody is still connected", async () => {
    const database = await testDatabase();
    const client = new Client({ connectionString: database.url });
    client.on("error", () => {});
    await client.connect();
    await database[Symbol.asyncDispose]();
    await expect(query(database.url, "select 1")).rejects.toThrow("does not exist");
  });
});
