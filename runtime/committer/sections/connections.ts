/** Chats that become the ones that forms notify, each by a code that nobody has used. */
import { bigint, type RowOf, text, uuid } from "../columns.ts";
import type { Section } from "../section.ts";

const columns = {
  /** The code's id. */
  id: uuid,
  form_id: uuid,
  /** Of the update that brought the code. */
  inbox_seq: bigint,
  chat_id: bigint,
  chat_title: text,
};

export type ConnectionRecord = RowOf<typeof columns>;

export const connections: Section<ConnectionRecord> = {
  group: "actedUpon",
  columns,
  key: ({ form_id }) => form_id,
  sql: (rows) => `
redeemed as (
  update connect_codes c set used_by = r.inbox_seq
  from ${rows}, gate
  where gate.ok and c.id between r.id and r.id and num_nulls(c.used_by) = 1 and c.expires_at > now()
  returning c.id
),
connected as (
  update forms f set notification_chat_id = r.chat_id, notification_chat_title = r.chat_title, updated_at = now()
  from ${rows}, gate
  where gate.ok and f.id between r.form_id and r.form_id and (r.id in (select id from redeemed)) is true
)`,
};
