import { Client } from "pg";
import { describe, expect, test } from "vitest";
import { startPostgres } from "./own-postgres.ts";

async function query(url: string, sql: string, timeoutMs = 5_000): Promise<unknown[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: timeoutMs, query_timeout: timeoutMs });
  client.on("error", () => {});
  try {
    await client.connect();
    return (await client.query(sql)).rows;
  } finally {
    client.end().catch(() => {});
  }
}

describe("a PostgreSQL of a test's own", () => {
  test("keeps what was committed through a stop, a kill and a pause, at one address", async () => {
    await using postgres = await startPostgres();
    const { url } = postgres;
    await query(url, "create table mine as select 1 as n");
    await postgres.stop();
    await expect(query(url, "select")).rejects.toThrow();
    await postgres.start();
    expect(await query(url, "select n from mine")).toEqual([{ n: 1 }]);

    await query(url, "insert into mine values (2)");
    await postgres.kill();
    await expect(query(url, "select")).rejects.toThrow();
    await postgres.start();
    expect(await query(url, "select n from mine order by n")).toEqual([{ n: 1 }, { n: 2 }]);

    await postgres.pause();
    await expect(query(url, "select", 200)).rejects.toThrow("timeout");
    await postgres.resume();
    expect(await query(url, "select max(n) from mine")).toEqual([{ max: 2 }]);
    await postgres.pause(); // and can be disposed of while it hangs
  });
});
