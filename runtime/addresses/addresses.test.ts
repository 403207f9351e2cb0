import { randomUUID } from "node:crypto";
import { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isLocal } from "#shared/addresses.ts";
import { type TestDatabase, testDatabase } from "#shared/testing/postgres/test-database.ts";
import { BotGone } from "../committer/bot-gone.ts";
import { serve } from "../testing/served.ts";
import { createAddresses } from "./addresses.ts";
import { readExactly } from "./exact-ids.ts";

const ids = ["1203456789012345678", "1203456789012345679"] as const;

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await testDatabase();
  pool = new Pool({ connectionString: database.url, max: 4 });
});
afterAll(async () => {
  await pool.end();
  await database[Symbol.asyncDispose]();
});

async function addBot(): Promise<string> {
  const [id, tenant] = [randomUUID(), randomUUID()];
  await pool.query("insert into tenants (id, name, slug) values ($1, 'T', $2)", [tenant, tenant]);
  await pool.query("insert into bots (id, tenant_id, name, shard) values ($1, $2, 'B', 0)", [id, tenant]);
  return id;
}

/** What becomes of a list of ids. */
async function takenIn(bot: string, external: readonly (string | number)[], addresses = createAddresses({ pool })) {
  const answer = readExactly(`{"ok":true,"result":[${external.join()}]}`) as { result: number[] };
  await addresses.takeIn(bot, [answer]);
  return answer.result;
}

describe("addresses", () => {
  test("are the same whoever looks, and lead back", async () => {
    const bot = await addBot();
    const locals = await takenIn(bot, [...ids, `-${ids[0]}`, ids[0], 7]);
    expect(locals.slice(0, 3).every(isLocal)).toBe(true);
    expect(new Set(locals).size).toBe(4);
    expect(locals[2]).toBeLessThan(0);
    expect(locals.slice(3)).toEqual([locals[0], 7]);
    const elsewhere = createAddresses({ pool });
    expect(await takenIn(bot, [ids[1], ids[0]], elsewhere)).toEqual([locals[1], locals[0]]);
    for (const addresses of [elsewhere, createAddresses({ pool })]) {
      const externalOf = await addresses.externals(bot, [...locals, 2 ** 51 + 2 ** 50]);
      expect(locals.map(externalOf)).toEqual([...ids, `-${ids[0]}`, ids[0], "7"]);
      expect(externalOf(2 ** 51 + 2 ** 50)).toBe(String(2 ** 51 + 2 ** 50));
    }
  });

  test("are given once, however many give them at the same moment", async () => {
    const bot = await addBot();
    const many = Array.from({ length: 40 }, (_, n) => `12034567890123456${n + 10}`);
    const taken = await Promise.all(
      Array.from({ length: 8 }, (_, n) => takenIn(bot, n % 2 ? many : many.toReversed())),
    );
    for (const [n, locals] of taken.entries()) expect(n % 2 ? locals : locals.toReversed()).toEqual(taken[1]);
    expect(new Set(taken[1]).size).toBe(40);
  });

  test("belong to a bot, and go with it", async () => {
    const [bot, other] = [await addBot(), await addBot()];
    const addresses = createAddresses({ pool });
    const [[local], [its]] = [await takenIn(bot, [ids[0]], addresses), await takenIn(other, [ids[0]], addresses)];
    expect(local).not.toBe(its);
    expect((await addresses.externals(other, [local!]))(local!)).toBe(String(local));
    await pool.query("delete from bots where id = $1", [bot]);
    await expect(takenIn(bot, [ids[1]])).rejects.toThrow(BotGone);
  });

  test("are asked for once, and then known, both ways", async () => {
    const bot = await addBot();
    let queries = 0;
    const counting = (...query: Parameters<Pool["query"]>) => {
      queries++;
      return pool.query(...query);
    };
    const addresses = createAddresses({ pool: { query: counting } as unknown as Pool });
    const locals = await takenIn(bot, ids, addresses);
    const before = queries;
    expect(await takenIn(bot, ids, addresses)).toEqual(locals);
    expect(locals.map(await addresses.externals(bot, locals))).toEqual(ids);
    expect(queries).toBe(before);
  });

  test("cost nothing where ids are short", async () => {
    const nobody = createAddresses({ pool: { query: () => expect.fail("The database was asked") } as unknown as Pool });
    expect(await takenIn("a bot", [1, -1_001_234_567_890, 2 ** 51 - 1], nobody)).toHaveLength(3);
    expect((await nobody.externals("a bot", [7]))(7)).toBe("7");
  });
});

test("another runtime goes on with the same numbers after a kill -9, and takes nobody for their neighbour", async () => {
  await using served = await serve({ start: false });
  const bot = await served.addBot();
  const people = ids.map((id) => served.telegram.user({ id, firstName: `…${id.slice(-3)}` }));
  served.openai.reply(({ messages }) => messages.map(({ content }) => content).join(" | "));
  const round = async (n: number) => {
    for (const person of people) person.says(bot.sim, `${person.info.first_name} says ${n}`);
    for (const person of people)
      await served.until(() => person.chat(bot.sim).messages.filter(({ from }) => from?.is_bot).length === n);
  };
  const known = () =>
    served.sql("select chat_id, telegram_first_name as name, messages_count as messages from conversations order by 2");
  {
    await using first = await served.startProcess();
    await round(1);
    await served.settled(bot);
    await first.kill();
  }
  const before = await known();
  await using _second = await served.startProcess();
  await round(2);
  await served.settled(bot);
  expect(await known()).toEqual(before.map((row) => ({ ...row, messages: 4 })));
  for (const person of people) {
    const name = person.info.first_name;
    expect(person.chat(bot.sim).lastMessage!.text).toMatch(
      new RegExp(`${name} says 1 \\| ${name} says 1 \\| ${name} says 2$`),
    );
    expect(person.chat(bot.sim).lastMessage!.text).not.toMatch(new RegExp(`…(?!${name.slice(1)})`));
  }
});
