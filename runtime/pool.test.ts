import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createLog } from "#shared/log.ts";
import { testDatabase } from "#shared/testing/postgres/test-database.ts";
import type { ServedBot } from "./bots/served-bot.ts";
import { createPending } from "./inbox/pending.ts";
import { openPool } from "./pool.ts";
import { createConversations } from "./turn/conversations.ts";
import { createSessionStates } from "./turn/session-states.ts";

/** Of what a new installation fills first, by which key each is to be found. */
const keys = {
  conversations: "conversations_bot_id_chat_id_unique",
  "session states": "conversation_state_pkey",
  pending: "inbox_pending",
};

describe("a runtime's pool", () => {
  test("finds rows by their keys also with what it prepared while the tables were empty", async () => {
    await using stack = new AsyncDisposableStack();
    const { url } = stack.use(await testDatabase());
    const log = createLog({ level: "silent" });
    const pool = stack.adopt(openPool({ databaseUrl: url, runtimeId: "rt", max: 1, log }), (opened) => opened.end());
    const id = randomUUID();
    const bot = { id, tenantId: id, tenure: { shard: 0, epoch: 1 } } as ServedBot;
    // Nobody has looked at what is in them when they have just grown.
    for (const table of ["conversations", "conversation_state", "inbox"])
      await pool.query(`alter table ${table} set (autovacuum_enabled = false)`);
    // PostgreSQL settles on a plan with the sixth.
    for (let time = 0; time < 7; time++) {
      await createPending(pool)({ botId: id, lane: "chat:1", afterSeq: 0, limit: 10 });
      await createConversations({ pool }).find(bot, { id: 1, type: "private", title: null });
      await createSessionStates({ pool }).find(bot, { chatId: 1, userId: 1 });
    }
    await pool.query("insert into tenants (id, name, slug) values ($1, 'A tenant', 'a')", [id]);
    await pool.query(
      "insert into bots (id, tenant_id, telegram_id, username, token_sealed, name, shard) values ($1, $1, 1, 'u', '', 'n', 0)",
      [id],
    );
    await pool.query(
      `insert into conversations (id, tenant_id, bot_id, chat_id, chat_type, state, context, last_message_at)
       select gen_random_uuid(), $1, $1, n, 'private', 'active', '{}', now() from generate_series(1, 10000) n`,
      [id],
    );
    await pool.query(
      `insert into conversation_state (bot_id, tenant_id, chat_id, user_id, state)
       select $1, $1, n, n, '{}' from generate_series(1, 10000) n`,
      [id],
    );
    await pool.query(
      `insert into inbox (shard, bot_id, tenant_id, update_id, lane, channel, payload)
       select 0, $1, $1, n, 'chat:' || n, 'telegram', '{}' from generate_series(1, 10000) n`,
      [id],
    );

    const values = {
      conversations: `'{${id}}', '{5}'`,
      "session states": `'{${id}}', '{5}', '{5}'`,
      pending: `'{${id}}', '{chat:5}', '{0}', '{10}', 65536`,
    };
    for (const [name, key] of Object.entries(keys)) {
      const given = values[name as keyof typeof values];
      const { rows } = await pool.query<{ "QUERY PLAN": string }>(`explain execute "${name}"(${given})`);
      const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
      expect(plan).toMatch(new RegExp(`Index Scan (using|on) ${key}`));
    }
  });
});
