/** How far people have come in conversations of the plugin of that name. */
import { bigint, orNull, type RowOf, text, uuid } from "../columns.ts";
import { botLives, botOf, type Section } from "../section.ts";

const columns = {
  bot_id: uuid,
  tenant_id: uuid,
  chat_id: bigint,
  user_id: bigint,
  /** JSON; `null` forgets it. */
  state: orNull(text),
};

export type ConversationStateRecord = RowOf<typeof columns>;

export const conversationStates: Section<ConversationStateRecord> = {
  group: "filledIn",
  columns,
  key: ({ bot_id, chat_id, user_id }) => `${bot_id}:${chat_id}:${user_id}`,
  botOf,
  sql: (rows) => `
standing as (
  insert into conversation_state (bot_id, tenant_id, chat_id, user_id, state)
  select r.bot_id, r.tenant_id, r.chat_id, r.user_id, r.state::json
  from ${rows}, gate
  where gate.ok and num_nulls(r.state) = 0 and ${botLives}
  on conflict (bot_id, chat_id, user_id) do update set state = excluded.state, updated_at = now()
),
forgotten as (
  delete from conversation_state c using ${rows}, gate
  where gate.ok and num_nulls(r.state) = 1
    and c.bot_id = r.bot_id and c.chat_id = r.chat_id and c.user_id between r.user_id and r.user_id
)`,
};
