/**
 * How far people have come in conversations of the plugin of that name, as it stood after the last turn. What a turn
 * has changed is known here before it is committed, as the lane goes on meanwhile; and for one tenure only, as another
 * runtime may have been the owner since.
 */
import { LRUCache } from "lru-cache";
import type { Pool } from "pg";
import { readTogether } from "#shared/db/read-together.ts";
import type { ServedBot } from "../bots/served-bot.ts";
import type { ConversationStateRecord } from "../committer/sections/conversation-states.ts";

/** Who, in which chat of a bot. */
export interface SessionKey {
  chatId: number;
  userId: number;
}

export interface SessionStates {
  /** @returns JSON; `null` when they are in no conversation */
  find(bot: ServedBot, key: SessionKey): Promise<string | null>;
  /** Remembers what a turn has changed. */
  remember(bot: ServedBot, record: ConversationStateRecord): void;
  /** Reads it anew next time, as after a write that failed. */
  forget(record: ConversationStateRecord): void;
}

interface Known {
  state: string | null;
  epoch: number;
}

/** In characters: far more than what may be on its way to the database at a time. */
const maxSize = 64 * 1024 * 1024;

/** @param max people remembered, most of whom are in no conversation */
export function createSessionStates({ pool, max = 50_000 }: { pool: Pool; max?: number }): SessionStates {
  const cache = new LRUCache<string, Known>({
    max,
    maxSize,
    sizeCalculation: ({ state }) => (state?.length ?? 0) + 100,
  });
  const keyOf = (botId: string, chatId: number, userId: number) => `${botId}:${chatId}:${userId}`;
  const read = readTogether(async (asked: readonly (SessionKey & { botId: string })[]) => {
    const { rows } = await pool.query<{ n: number; state: string }>({
      name: "session states",
      text: `select n::int as n, state::text as state
               from unnest($1::uuid[], $2::bigint[], $3::bigint[]) with ordinality as asked(bot_id, chat_id, user_id, n)
               join conversation_state using (bot_id, chat_id, user_id)`,
      values: [asked.map(({ botId }) => botId), asked.map(({ chatId }) => chatId), asked.map(({ userId }) => userId)],
    });
    const states = asked.map((): string | null => null);
    for (const { n, state } of rows) states[n - 1] = state;
    return states;
  });

  return {
    async find(bot, { chatId, userId }) {
      const key = keyOf(bot.id, chatId, userId);
      const known = cache.get(key);
      const { epoch } = bot.tenure;
      if (known?.epoch === epoch) return known.state;
      const state = await read({ botId: bot.id, chatId, userId });
      cache.set(key, { state, epoch });
      return state;
    },
    remember(bot, { chat_id, user_id, state }) {
      cache.set(keyOf(bot.id, chat_id, user_id), { state, epoch: bot.tenure.epoch });
    },
    forget({ bot_id, chat_id, user_id }) {
      cache.delete(keyOf(bot_id, chat_id, user_id));
    },
  };
}
