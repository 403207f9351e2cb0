import { expect, test } from "vitest";
import { testDatabase } from "#shared/testing/postgres/test-database.ts";
import { closeDb, isReachable, openDb } from "./open.ts";

test("a connection that breaks in the middle of a transaction, or of a query, takes no place in the pool", async () => {
  await using database = await testDatabase();
  const orm = openDb(database.url, { poolSize: 2 });
  try {
    const cut = "select pg_terminate_backend(pg_backend_pid())";
    for (let n = 0; n < 3; n++) {
      await expect(orm.em.fork().transactional((em) => em.execute(cut))).rejects.toThrow(/terminat/);
      await expect(orm.em.fork().execute(cut)).rejects.toThrow(/terminat/);
    }
    // The last one may still be given out before it is noticed that it is gone.
    await expect.poll(() => isReachable(orm)).toBe(true);
  } finally {
    await closeDb(orm);
  }
});
