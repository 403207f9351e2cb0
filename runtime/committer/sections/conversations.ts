/** Conversations as they now are, made where they do not exist. Counts are added by the finishes alone. */
import { bigint, boolean, jsonb, orNull, type RowOf, text, timestamptz, uuid } from "../columns.ts";
import { botLives, botOf, type Section } from "../section.ts";

const columns = {
  id: uuid,
  tenant_id: uuid,
  bot_id: uuid,
  chat_id: bigint,
  chat_type: text,
  chat_title: orNull(text),
  telegram_user_id: orNull(bigint),
  telegram_username: orNull(text),
  telegram_first_name: orNull(text),
  state: text,
  context: jsonb,
  last_message: orNull(text),
  last_message_at: timestamptz,
  preview: boolean,
};

export type ConversationRecord = RowOf<typeof columns>;

export const conversations: Section<ConversationRecord> = {
  group: "handled",
  columns,
  key: ({ id }) => id,
  botOf,
  sql: (rows) => `
conversing as (
  insert into conversations as c (
    id, tenant_id, bot_id, chat_id, chat_type, chat_title, telegram_user_id, telegram_username,
    telegram_first_name, state, context, last_message, last_message_at, preview, messages_count)
  select r.id, r.tenant_id, r.bot_id, r.chat_id, r.chat_type, r.chat_title, r.telegram_user_id, r.telegram_username,
    r.telegram_first_name, r.state, r.context, r.last_message, r.last_message_at,
    r.preview, coalesce((counted.messages -> r.id::text)::int, 0)
  from ${rows}, counted, gate
  where gate.ok and ${botLives}
  on conflict (bot_id, chat_id) do update set
    chat_title = excluded.chat_title, telegram_user_id = excluded.telegram_user_id,
    telegram_username = excluded.telegram_username, telegram_first_name = excluded.telegram_first_name,
    state = excluded.state, context = excluded.context, last_message = excluded.last_message,
    last_message_at = greatest(c.last_message_at, excluded.last_message_at), preview = excluded.preview,
    messages_count = c.messages_count + excluded.messages_count
  where c.id = excluded.id
)`,
};
