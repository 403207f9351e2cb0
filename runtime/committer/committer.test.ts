import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { botId, committing, tenantId, update } from "../testing/committing.ts";
import { BotGone } from "./bot-gone.ts";
import { Fenced, Refused } from "./committer.ts";
import type { ConversationRecord } from "./sections/conversations.ts";
import type { MessageRecord } from "./sections/messages.ts";
import type { UpdateRecord } from "./sections/updates.ts";
import type { Writes } from "./sections.ts";

/** A conversation of its own, and what was said in it. */
function conversing(bot_id: string, seq: number): Writes {
  const place = { tenant_id: tenantId, bot_id };
  const at = Date.now();
  const id = randomUUID();
  const conversation: ConversationRecord = {
    id,
    ...place,
    chat_id: seq,
    chat_type: "private",
    chat_title: null,
    telegram_user_id: null,
    telegram_username: null,
    telegram_first_name: null,
    state: "active",
    context: {},
    last_message: null,
    last_message_at: at,
    preview: false,
  };
  const message: MessageRecord = {
    id: randomUUID(),
    ...place,
    conversation_id: id,
    inbox_seq: seq,
    step: 0,
    content: "Hello",
    message_type: "text",
    telegram_message_id: null,
    ai_processed: false,
    tokens_used: null,
    processing_time_ms: null,
    created_at: at,
  };
  return { conversations: [conversation], messages: [message] };
}

async function givenBot({ pool }: Awaited<ReturnType<typeof committing>>, id = botId, telegramId = 0): Promise<void> {
  await pool.query("insert into tenants (id, name, slug) values ($1, 'A tenant', 'a') on conflict do nothing", [
    tenantId,
  ]);
  await pool.query(
    "insert into bots (id, tenant_id, telegram_id, username, token_sealed, name, shard) values ($1, $2, $3, 'u', '', 'n', 0)",
    [id, tenantId, telegramId],
  );
}

const nested = (depth: number): object => {
  let value: object = {};
  for (let level = 0; level < depth; level++) value = [value];
  return value;
};

describe("a committer", () => {
  test("stores in the order it was asked, and tells each its places", async () => {
    await using given = await committing();
    const { committer, tenure } = given;
    const commits = Array.from({ length: 50 }, (_, n) =>
      committer.commit(tenure, { updates: [update(2 * n + 1), update(2 * n)] }),
    );
    const places = (await Promise.all(commits)).flat();
    expect(places.map(({ seq }) => seq)).toEqual(places.map(({ seq }) => seq).toSorted((a, b) => a - b));
    expect(places.every(({ fresh, pending }) => fresh && pending)).toBe(true);
    expect(await given.stored()).toEqual(Array.from({ length: 50 }, (_, n) => [2 * n + 1, 2 * n]).flat());
  });

  test("stores an update once, whatever its id is, and says of the second that it was there", async () => {
    await using given = await committing();
    const { committer, tenure } = given;
    const [first] = await committer.commit(tenure, { updates: [update(900)] });
    const [again, lower] = await committer.commit(tenure, { updates: [update(900), update(3)] });
    expect(again).toEqual({ seq: first!.seq, fresh: false, pending: true, again: true });
    expect(lower).toMatchObject({ fresh: true, pending: true });
  });

  test("takes a rush of updates in portions, so that the first are stored soon", async () => {
    const portions: number[] = [];
    await using given = await committing((units) => portions.push(units));
    const polls = Array.from({ length: 12 }, (_, poll) =>
      Array.from({ length: 100 }, (_, n) => update(poll * 100 + n)),
    );
    await Promise.all(polls.map((updates) => given.committer.commit(given.tenure, { updates })));
    expect(portions).toEqual([5, 5, 2]);
    expect(await given.stored()).toEqual(Array.from({ length: 1_200 }, (_, n) => n));
  });

  test("writes what nobody waits for with the next that somebody does, before it, or else soon", async () => {
    const commits: number[] = [];
    await using given = await committing((units) => commits.push(units));
    const { committer, tenure } = given;
    await committer.commit(tenure, {}); // connected from here on
    const lost = () => expect.fail("A write was lost");
    committer.post(tenure, { updates: [update(1)] }, lost);
    await new Promise(setImmediate);
    await committer.commit(tenure, { updates: [update(2)] });
    expect(commits).toEqual([1, 2]);
    committer.post(tenure, { updates: [update(3)] }, lost);
    await expect.poll(() => commits).toEqual([1, 2, 1]);
    committer.post(tenure, { updates: [update(4)] }, lost);
    await committer[Symbol.asyncDispose]();
    expect(await given.stored()).toEqual([1, 2, 3, 4]);
  });

  /** Commits many units at once. @returns how often others had their turn between the first that heard of it and the last */
  async function turnsWhileTelling(units: number, heard: () => void): Promise<number> {
    await using given = await committing();
    const { committer, tenure } = given;
    let turns = 0;
    const told: number[] = [];
    const count = () => {
      turns++;
      if (told.length < units) setImmediate(count);
    };
    const all = Array.from({ length: units }, (_, n) => n);
    const commits = all.map((n) =>
      committer.commit(tenure, { updates: [update(n)] }).then(() => {
        if (told.push(n) === 1) setImmediate(count);
        heard();
      }),
    );
    await Promise.all(commits);
    expect(told).toEqual(all);
    return turns;
  }

  test("lets others have their turn while those who hear of a large commit have much to do", async () => {
    const busy = () => {
      for (const start = performance.now(); performance.now() - start < 1; );
    };
    expect(await turnsWhileTelling(400, busy)).toBeGreaterThan(5);
  });

  test("does not wait for others after each few who have next to nothing to do", async () => {
    // A turn may take long, and what is to be committed next waits until all have heard.
    expect(await turnsWhileTelling(400, () => {})).toBeLessThan(6);
  });

  test("writes nothing for a shard that has passed on, and everything for the others", async () => {
    await using given = await committing();
    const { committer, pool } = given;
    await pool.query("update shards set epoch = 2 where id = 1");
    await pool.query("update shards set owner = 'other' where id = 2");
    const outcomes = await Promise.allSettled(
      [0, 1, 2, 0].map((shard, n) => committer.commit({ shard, epoch: 1 }, { updates: [update(n, { shard })] })),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected", "fulfilled"]);
    expect(outcomes[1]).toMatchObject({ reason: expect.any(Fenced) });
    expect(await given.stored()).toEqual([0, 3]);
  });

  test.each<[string, Partial<UpdateRecord>]>([
    ["a value out of range", { update_id: 2 ** 70 }],
    ["a text where a number belongs", { update_id: "2" as never }],
    ["a lane too long for its index", { lane: Array.from({ length: 300 }, () => randomUUID()).join("") }],
    ["JSON nested too deep to be written", { payload: nested(100_000) }],
    ["an id that was left as a bigint", { payload: { message: { chat: { id: 1_203_456_789_012_345_678n } } } }],
    ["no tenant", { tenant_id: null as never }],
  ])("refuses %s alone, and commits what is beside it", async (_, changes) => {
    await using given = await committing();
    const { committer, tenure } = given;
    const [before, bad, after] = await Promise.allSettled([
      committer.commit(tenure, { updates: [update(1)] }),
      committer.commit(tenure, { updates: [update(2, changes)] }),
      committer.commit(tenure, { updates: [update(3)] }),
    ]);
    expect([before!.status, after!.status]).toEqual(["fulfilled", "fulfilled"]);
    expect(bad).toMatchObject({ reason: expect.any(Refused) });
    expect(await given.stored()).toEqual([1, 3]);
    expect(await committer.commit(tenure, { updates: [update(4)] })).toMatchObject([{ fresh: true }]);
  });

  test("finishes an update once and counts it once, also when it is told twice", async () => {
    await using given = await committing();
    const { committer, tenure, pool } = given;
    await pool.query("insert into tenants (id, name, slug) values ($1, 'A tenant', 'a')", [tenantId]);
    const [place] = await committer.commit(tenure, { updates: [update(1)] });
    const finish = {
      seq: place!.seq,
      bot_id: botId,
      update_id: 1,
      tenant_id: tenantId,
      conversation_id: null,
      messages: 0,
      counted: true,
    };
    for (let time = 0; time < 2; time++) await committer.commit(tenure, { finished: [finish] });
    expect((await pool.query("select messages_used from tenants")).rows).toEqual([{ messages_used: 1 }]);
    expect(await committer.commit(tenure, { updates: [update(1)] })).toMatchObject([{ fresh: false, pending: false }]);
    // What somebody wrote is a message by now, and stands nowhere else.
    expect((await pool.query("select payload from inbox")).rows).toEqual([{ payload: null }]);
  });

  test("counts for a tenant while a row that refers to it is being written elsewhere", async () => {
    await using given = await committing();
    const { committer, tenure, pool } = given;
    await pool.query("insert into tenants (id, name, slug) values ($1, 'A tenant', 'a')", [tenantId]);
    const [place] = await committer.commit(tenure, { updates: [update(1)] });
    const other = await pool.connect();
    // As PostgreSQL does for a foreign key.
    await other.query("begin");
    await other.query("select from tenants where id = $1 for key share", [tenantId]);
    const { seq } = place!;
    const finish = { seq, bot_id: botId, update_id: 1, tenant_id: tenantId, conversation_id: null, messages: 0 };
    await committer.commit(tenure, { finished: [{ ...finish, counted: true }] });
    await other.query("rollback");
    other.release();
    expect((await pool.query("select messages_used from tenants")).rows).toEqual([{ messages_used: 1 }]);
  });

  test("writes no message for a bot that is deleted meanwhile, and what is beside it", async () => {
    await using given = await committing();
    const { committer, tenure, pool } = given;
    const bots = [botId, randomUUID()];
    for (const [n, id] of bots.entries()) await givenBot(given, id, n);
    const said = (bot_id: string, seq: number) => committer.commit(tenure, conversing(bot_id, seq));
    await Promise.all(bots.map((id, n) => said(id, n)));

    const deleting = await pool.connect();
    await deleting.query("begin; delete from bots where telegram_id = 0");
    const late = Promise.allSettled(bots.map((id, n) => said(id, n + 10)));
    await deleting.query("commit");
    deleting.release();
    const [gone, kept] = await late;
    expect([gone!.status, kept!.status]).toEqual(["rejected", "fulfilled"]);
    expect(gone).toMatchObject({ reason: expect.any(BotGone) });
    const { rows } = await pool.query("select bot_id, inbox_seq::int as seq from messages order by 2");
    // What was there before is removed later.
    expect(rows).toEqual([
      { bot_id: bots[0], seq: 0 },
      { bot_id: bots[1], seq: 1 },
      { bot_id: bots[1], seq: 11 },
    ]);
  });

  test("commits once what it was doing when its connection broke", async () => {
    await using given = await committing();
    const { committer, tenure } = given;
    await committer.commit(tenure, { updates: [update(0)] });
    const release = await given.hold();
    const commits = Promise.all([1, 2, 3].map((id) => committer.commit(tenure, { updates: [update(id)] })));
    await given.waits();
    await given.cut();
    await release();
    expect((await commits).flat().map(({ fresh }) => fresh)).toEqual([true, true, true]);
    expect(await given.stored()).toEqual([0, 1, 2, 3]);
  });

  test("lets nothing of a connection that it gave up come after what it wrote on the next", async () => {
    await using given = await committing();
    const { committer, tenure, pool, proxy } = given;
    await givenBot(given);
    const at = (state: string | null) =>
      committer.commit(tenure, {
        conversationStates: [{ bot_id: botId, tenant_id: tenantId, chat_id: 1, user_id: 1, state }],
      });
    await at('"question 1"');
    const stranded = proxy.strand();
    const second = at('"question 2"');
    await expect.poll(() => stranded.held()).toBeGreaterThan(0);
    stranded.breakOff();
    await second;
    await at(null);
    await stranded.deliver();
    expect((await pool.query("select state from conversation_state")).rows).toEqual([]);
    expect(await committer.commit(tenure, { updates: [update(1)] })).toMatchObject([{ fresh: true }]);
  });

  describe("while somebody else has locked a bot for long", () => {
    /** Two bots, of which the first is locked until `release` is called. */
    async function locked() {
      await using stack = new AsyncDisposableStack();
      const given = stack.use(await committing(() => {}, { lockMs: 200, closeMs: 500 }));
      const { committer, pool } = given;
      const bots = [botId, randomUUID()] as const;
      for (const [n, id] of bots.entries()) await givenBot(given, id, n);
      const holder = stack.adopt(await pool.connect(), (client) => client.release());
      await holder.query("begin");
      await holder.query("select from bots where id = $1 for update", [botId]);
      const moved = stack.move();
      return {
        committer,
        pool,
        busy: bots[0],
        free: bots[1],
        of: (bot: string) => ({ ...given.tenure, bot }),
        release: () => holder.query("rollback"),
        [Symbol.asyncDispose]: () => moved.disposeAsync(),
      };
    }

    const state = (bot_id: string, what: string): Writes => ({
      conversationStates: [{ bot_id, tenant_id: tenantId, chat_id: 1, user_id: 1, state: JSON.stringify({ what }) }],
    });

    test("commits for all others, and its own in their order afterwards", async () => {
      await using given = await locked();
      const { committer, busy, free, of } = given;
      const ended: string[] = [];
      const commit = (bot: string, writes: Writes, name: string) =>
        committer.commit(of(bot), writes).then(() => ended.push(name));
      const own = [
        commit(busy, conversing(busy, 1), "one"),
        commit(busy, state(busy, "first"), "two"),
        commit(busy, state(busy, "second"), "three"),
      ];
      await commit(free, conversing(free, 2), "beside it");
      own.push(commit(busy, state(busy, "last"), "four"), commit(busy, {}, "five"));
      for (let n = 0; n < 20; n++) await commit(free, state(free, String(n)), "later");
      expect(ended).toEqual(["beside it", ...Array.from({ length: 20 }, () => "later")]);
      await given.release();
      await Promise.all(own);
      expect(ended.slice(21)).toEqual(["one", "two", "three", "four", "five"]);
      const { rows } = await given.pool.query("select state from conversation_state where bot_id = $1", [busy]);
      expect(rows).toEqual([{ state: { what: "last" } }]);
    });

    test("tells whoever waits for all of its shard only then", async () => {
      await using given = await locked();
      const { committer, busy, free, of } = given;
      const ended: string[] = [];
      const own = committer.commit(of(busy), conversing(busy, 1)).then(() => ended.push("its own"));
      await committer.commit(of(free), conversing(free, 2));
      const all = committer.commit({ shard: 0, epoch: 1 }, {}).then(() => ended.push("the shard's"));
      await committer.commit({ shard: 1, epoch: 1 }, {});
      expect(ended).toEqual([]);
      await given.release();
      await Promise.all([own, all]);
      expect(ended).toEqual(["its own", "the shard's"]);
    });

    test("tells them only then also when a row beside it is refused", async () => {
      await using given = await locked();
      const { committer, busy, free, of } = given;
      const ended: string[] = [];
      const own = committer.commit(of(busy), conversing(busy, 1)).then(() => ended.push("its own"));
      const bad = committer.commit(of(free), { updates: [update(2, { payload: nested(20_000) })] });
      const all = committer.commit({ shard: 0, epoch: 1 }, {}).then(() => ended.push("the shard's"));
      await expect(bad).rejects.toThrow(Refused);
      await committer.commit({ shard: 1, epoch: 1 }, {});
      expect(ended).toEqual([]);
      await given.release();
      await Promise.all([own, all]);
      expect(ended).toEqual(["its own", "the shard's"]);
    });

    test("goes on with those beside it also when their rows are refused, or their shard has passed on", async () => {
      await using given = await locked();
      const { committer, busy, free, of, pool } = given;
      await pool.query("update shards set epoch = 2 where id = 1");
      const own = committer.commit(of(busy), conversing(busy, 1));
      const bad = committer.commit(of(free), { updates: [update(2, { tenant_id: null as never })] });
      const good = committer.commit(of(free), { updates: [update(3)] });
      const fenced = committer.commit({ shard: 1, epoch: 1, bot: randomUUID() }, {});
      const [refused, stored, passedOn] = await Promise.allSettled([bad, good, fenced]);
      expect(refused).toMatchObject({ reason: expect.any(Refused) });
      expect(stored).toMatchObject({ value: [{ fresh: true }] });
      expect(passedOn).toMatchObject({ reason: expect.any(Fenced) });
      await given.release();
      expect(await own).toEqual([]);
    });

    test("ends all the same when it is disposed of", async () => {
      await using given = await locked();
      const { committer, busy, of } = given;
      const own = committer.commit(of(busy), conversing(busy, 1));
      const ended = Promise.allSettled([own]);
      await committer[Symbol.asyncDispose]();
      expect((await ended)[0]).toMatchObject({ status: "rejected" });
    });
  });

  describe("sends the next commit before the last has come back, and keeps the order when that one", () => {
    /** Asks for two writes, the second of them `odd`, and for many more while those are held up. @returns how it ended */
    async function overtaken(
      given: Awaited<ReturnType<typeof committing>>,
      odd: () => Promise<unknown>,
      meanwhile: () => Promise<unknown> = async () => {},
    ): Promise<PromiseSettledResult<unknown>> {
      const { committer, tenure } = given;
      await committer.commit(tenure, { updates: [update(0)] });
      const release = await given.hold();
      const first = committer.commit(tenure, { updates: [update(1)] });
      const second = Promise.allSettled([odd()]);
      await given.waits();
      const ids = Array.from({ length: 120 }, (_, n) => 10 + n);
      const rest = Promise.all(ids.map((id) => committer.commit(tenure, { updates: [update(id)] })));
      await meanwhile();
      await release();
      expect([await first, ...(await rest)].flat().every(({ fresh }) => fresh)).toBe(true);
      expect(await given.stored()).toEqual([0, 1, ...ids]);
      return (await second)[0]!;
    }

    test("goes well", async () => {
      const portions: number[] = [];
      await using given = await committing((units) => portions.push(units));
      await overtaken(given, () => given.committer.commit(given.tenure, {}));
      expect(portions).toEqual([1, 2, 80, 40]);
    });

    test("has a row that is refused", async () => {
      await using given = await committing();
      const lane = Array.from({ length: 300 }, () => randomUUID()).join("");
      const odd = () => given.committer.commit(given.tenure, { updates: [update(2, { lane })] });
      expect(await overtaken(given, odd)).toMatchObject({ reason: expect.any(Refused) });
    });

    test("has a row that is there already", async () => {
      await using given = await committing();
      const odd = () => given.committer.commit(given.tenure, { updates: [update(0)] });
      expect(await overtaken(given, odd)).toMatchObject({ value: [{ fresh: false }] });
    });

    test("writes for a shard that has passed on", async () => {
      await using given = await committing();
      await given.pool.query("update shards set epoch = 2 where id = 1");
      const odd = () => given.committer.commit({ shard: 1, epoch: 1 }, { updates: [update(2)] });
      expect(await overtaken(given, odd)).toMatchObject({ reason: expect.any(Fenced) });
    });

    test("breaks off with its connection", async () => {
      await using given = await committing();
      const odd = () => given.committer.commit(given.tenure, {});
      expect(await overtaken(given, odd, given.cut)).toMatchObject({ value: [] });
    });
  });
});
