/** Files that came with messages, to be fetched beside the lane. */
import { bigint, type Column, orNull, type RowOf, text, uuid } from "../columns.ts";
import { botLives, botOf, type Section } from "../section.ts";

const columns = {
  /** Of the update that carried it, as in the message. */
  inbox_seq: bigint,
  tenant_id: uuid,
  bot_id: uuid,
  telegram_file_id: text,
  name: orNull(text),
  state: text as Column<"pending" | "too_large">,
};

export type MessageFileRecord = RowOf<typeof columns>;

export const messageFiles: Section<MessageFileRecord> = {
  group: "brought",
  columns,
  botOf,
  sql: (rows) => `
noted as (
  insert into message_files (inbox_seq, tenant_id, bot_id, telegram_file_id, name, state)
  select r.inbox_seq, r.tenant_id, r.bot_id, r.telegram_file_id, r.name, r.state
  from ${rows}, gate
  where gate.ok and ${botLives}
  on conflict do nothing
)`,
};
