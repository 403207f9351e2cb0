/**
 * The conversations of the bots served here, as they stood after the last turn. Only their shard's owner changes them:
 * what was remembered in one tenure says nothing in the next, as another runtime may have been the owner in between.
 */
import type { Chat as TelegramChat } from "grammy/types";
import type { Pool } from "pg";
import { newId } from "#shared/db/new-id.ts";
import { readTogether } from "#shared/db/read-together.ts";
import { previewIn } from "#shared/inbox/preview-person.ts";
import { wallClock } from "#shared/lifecycle/wall-clock.ts";
import { recentlyUsed } from "#shared/recently-used.ts";
import type { ServedBot } from "../bots/served-bot.ts";
import type { ConversationRecord } from "../committer/sections/conversations.ts";

export interface Chat {
  id: number;
  type: string;
  title: string | null;
}

export const chatOf = ({ id, type, title }: TelegramChat): Chat => ({ id, type, title: title ?? null });

export interface KnownConversation {
  readonly record: ConversationRecord;
  /** False until it has been written once. */
  readonly exists: boolean;
}

export interface Conversations {
  /** The bot's conversation in `chat`, as a record of the caller's own; a new one when there is none. */
  find(bot: ServedBot, chat: Chat): Promise<KnownConversation>;
  /** Remembers a conversation of the bot as it now is. */
  remember(bot: ServedBot, record: ConversationRecord): void;
  /** Takes note of what was said in a conversation of the bot beside its turns. */
  noteAside(bot: ServedBot, chatId: number, lastMessage: string): void;
  /** Reads it anew next time, as after a write that failed. */
  forget(record: ConversationRecord): void;
}

/** @param max conversations kept in memory */
export function createConversations({ pool, max = 20_000 }: { pool: Pool; max?: number }): Conversations {
  const cache = recentlyUsed<{ record: ConversationRecord; epoch: number }>({ max });
  const keyOf = (botId: string, chatId: number) => `${botId}:${chatId}`;

  const rowOf = readTogether(async (chats: readonly { botId: string; chatId: number }[]) => {
    const { rows } = await pool.query<ConversationRecord>({
      name: "conversations",
      text: `select id, tenant_id, bot_id, chat_id::float8 as chat_id, chat_type, chat_title,
                 telegram_user_id::float8 as telegram_user_id, telegram_username, telegram_first_name, state, context,
                 last_message, extract(epoch from last_message_at)::float8 * 1000 as last_message_at,
                 ${previewIn("chat_id")} as preview
               from conversations join unnest($1::uuid[], $2::bigint[]) as asked(bot_id, chat_id) using (bot_id, chat_id)`,
      values: [chats.map(({ botId }) => botId), chats.map(({ chatId }) => chatId)],
    });
    const found = new Map(rows.map((row) => [keyOf(row.bot_id, row.chat_id), row]));
    return chats.map(({ botId, chatId }) => found.get(keyOf(botId, chatId)) ?? null);
  });

  const read = async (bot: ServedBot, chat: Chat): Promise<KnownConversation> => {
    const found = await rowOf({ botId: bot.id, chatId: chat.id });
    return found
      ? { record: { ...found, chat_title: chat.title }, exists: true }
      : { record: begin(bot, chat), exists: false };
  };

  return {
    find(bot, chat) {
      const known = cache.get(keyOf(bot.id, chat.id));
      if (known?.epoch !== bot.tenure.epoch) return read(bot, chat);
      return Promise.resolve({ record: { ...known.record, chat_title: chat.title }, exists: true });
    },
    remember(bot, record) {
      cache.set(keyOf(bot.id, record.chat_id), { record, epoch: bot.tenure.epoch });
    },
    noteAside(bot, chatId, lastMessage) {
      const known = cache.get(keyOf(bot.id, chatId));
      if (known?.epoch === bot.tenure.epoch) known.record = { ...known.record, last_message: lastMessage };
    },
    forget(record) {
      cache.delete(keyOf(record.bot_id, record.chat_id));
    },
  };
}

const begin = (bot: ServedBot, chat: Chat): ConversationRecord => ({
  id: newId(),
  tenant_id: bot.tenantId,
  bot_id: bot.id,
  chat_id: chat.id,
  chat_type: chat.type,
  chat_title: chat.title,
  telegram_user_id: null,
  telegram_username: null,
  telegram_first_name: null,
  state: "active",
  context: {},
  last_message: null,
  last_message_at: wallClock.now(),
  preview: false,
});
