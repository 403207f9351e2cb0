/** Updates that are done, each finished and counted once; other sections of the group read what is `counted`. */
import { bigint, boolean, int, orNull, type RowOf, uuid } from "../columns.ts";
import { inboxKey, type Section } from "../section.ts";

const columns = {
  bot_id: uuid,
  update_id: bigint,
  tenant_id: uuid,
  conversation_id: orNull(uuid),
  /** Messages it added to the conversation. */
  messages: int,
  /** Whether it counts against the month's messages. */
  counted: boolean,
};

export type FinishRecord = RowOf<typeof columns> & { seq: number };

/** A tenant's count of the month after a commit. */
export interface Usage {
  tenant_id: string;
  messages_used: number;
}

export const finished: Section<FinishRecord> = {
  group: "handled",
  columns,
  sql: (rows) => `
done as (
  update inbox i set done_at = now(), payload = null, memo = null
  from ${rows}, gate
  where gate.ok and ${inboxKey} and num_nulls(i.done_at) = 1
  returning r.tenant_id, r.conversation_id, r.messages, r.counted
),
counted as materialized (
  select coalesce(jsonb_object_agg(conversation_id, messages), '{}') as messages
  from (select conversation_id, sum(messages) as messages from done where conversation_id is not null group by 1) as c
),
spent as (
  select tenant_id, count(*)::int as messages from done where counted group by 1
),
-- Locked in one order everywhere, so that two runtimes with the same tenants cannot deadlock.
payers as materialized (
  select t.id, s.messages from spent s join tenants t on t.id = s.tenant_id order by t.id for no key update of t
),
used as (
  update tenants t set
    messages_used = case when t.usage_month = date_trunc('month', now() at time zone 'utc')::date
      then t.messages_used + p.messages else p.messages end,
    usage_month = date_trunc('month', now() at time zone 'utc')::date
  from payers p
  where t.id = p.id
  returning t.id as tenant_id, t.messages_used
)`,
  tells: { used: "(select json_agg(u) from used u)" },
};
