import { Client } from "pg";
import { describe, expect, test } from "vitest";
import { closeDb, openDb } from "#shared/db/open.ts";
import { testDatabase } from "#shared/testing/postgres/test-database.ts";
import { createShardMap, type ShardRow } from "./shard-map.ts";

/** Four shards of a runtime that is gone, one of which `program` has locked since some statement of a transaction. */
async function lockedBy(program: string) {
  await using stack = new AsyncDisposableStack();
  const { url } = stack.use(await testDatabase());
  const orm = stack.adopt(openDb(url), closeDb);
  const holder = stack.adopt(new Client({ connectionString: url, application_name: program }), (client) =>
    client.end().catch(() => {}),
  );
  holder.on("error", () => {});
  await holder.connect();
  await holder.query("insert into shards (id, owner, epoch) select n, 'gone', 1 from generate_series(0, 3) n");
  await holder.query("begin");
  await holder.query("select from shards where id = 1 for share");
  const map = createShardMap(orm);
  const moved = stack.move();
  return {
    map,
    holder,
    rows: async () => new Map((await map.read()).map((row) => [row.id, row])),
    [Symbol.asyncDispose]: () => moved.disposeAsync(),
  };
}

const all = [0, 1, 2, 3].map((shard) => ({ shard, to: "heir" }));
const owners = (rows: ReadonlyMap<number, ShardRow>) => [...rows.values()].map(({ owner }) => owner);

describe("a grant", () => {
  test("of a shard whose row is locked waits alone, is told of, and comes later", async () => {
    await using given = await lockedBy("psql");
    const { map, holder } = given;
    expect(await map.grant(all, await given.rows())).toEqual([1]);
    expect(owners(await given.rows())).toEqual(["heir", "gone", "heir", "heir"]);
    await holder.query("rollback");
    expect(await map.grant([all[1]!], await given.rows())).toEqual([]);
    const rows = await given.rows();
    expect(owners(rows)).toEqual(["heir", "heir", "heir", "heir"]);
    expect(rows.get(1)!.epoch).toBe(2);
  });

  test("ends what a runtime that is gone still has open, if that has locked it", async () => {
    await using given = await lockedBy("botfactory gone");
    expect(await given.map.grant(all, await given.rows())).toEqual([]);
    expect(owners(await given.rows())).toEqual(["heir", "heir", "heir", "heir"]);
    expect(await given.map.sessions()).toEqual(new Set());
  });

  test("on an epoch that has passed comes to nothing, and nobody is waited for", async () => {
    await using given = await lockedBy("psql");
    const before = await given.rows();
    await given.map.grant([all[0]!], before);
    expect(await given.map.grant([{ shard: 0, to: "other" }], before)).toEqual([]);
    expect(owners(await given.rows())[0]).toBe("heir");
  });
});

describe("a handover", () => {
  test("of a shard whose row is locked, or that has changed, does not count as begun", async () => {
    await using given = await lockedBy("psql");
    const { map } = given;
    const before = await given.rows();
    await map.grant([all[0]!], before);
    expect(await map.handOver(all, before)).toBe(2);
    const targets = [...(await given.rows()).values()].map(({ target }) => target);
    expect(targets).toEqual([null, null, "heir", "heir"]);
  });
});
