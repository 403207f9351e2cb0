/** Messages that came in (step 0), and the journal rows of sends (step 1 and up), written before they leave. */
import { bigint, boolean, int, orNull, type RowOf, smallint, text, timestamptz, uuid } from "../columns.ts";
import { botLives, botOf, type Section } from "../section.ts";

const columns = {
  id: uuid,
  tenant_id: uuid,
  conversation_id: uuid,
  bot_id: uuid,
  inbox_seq: bigint,
  step: smallint,
  content: text,
  message_type: text,
  telegram_message_id: orNull(bigint),
  ai_processed: boolean,
  tokens_used: orNull(int),
  processing_time_ms: orNull(int),
  created_at: timestamptz,
};

export type MessageRecord = RowOf<typeof columns>;

export const messages: Section<MessageRecord> = {
  group: "handled",
  columns,
  botOf,
  sql: (rows, repeated) => `
messaged as (
  insert into messages (
    id, tenant_id, conversation_id, bot_id, inbox_seq, step, direction, content, message_type,
    telegram_message_id, ai_processed, tokens_used, processing_time_ms, status, created_at)
  select r.id, r.tenant_id, r.conversation_id, r.bot_id, r.inbox_seq, r.step,
    case r.step when 0 then 'inbound' else 'outbound' end, r.content, r.message_type, r.telegram_message_id,
    r.ai_processed, r.tokens_used, r.processing_time_ms, case r.step when 0 then 'received' else 'sending' end,
    r.created_at
  from ${rows}, gate
  where gate.ok and ${botLives}
  ${repeated ? "on conflict (inbox_seq, step) do nothing" : ""}
)`,
};
