/**
 * The sections of the commit statement. Each reads its rows as `r` from lists of columns, and writes only `where gate.ok`.
 *
 * A statement's parts don't see one another's writes, so no two of them may touch the same row: `merge.ts` sees to it.
 *
 * Every row is looked up by its key. `session` keeps PostgreSQL's planner from reading whole tables, and some things are
 * as they are for it: no part is joined with another; each condition suits one index alone, or whole (`done_at`, and the
 * `state` of what is discarded, are compared in a way that none can serve); and keys are compared with `between`, since
 * in a table with one row it takes `=` for no condition.
 */
import type { Kind } from "./record-columns.ts";

export interface Section {
  readonly name: string;
  /** The rows it takes. */
  readonly kinds: readonly Kind[];
  /**
   * @param rows where each kind of rows stands, for a `from`
   * @param repeated whether what always comes as new may be there already; to look for it is a good part of the work
   */
  sql(rows: Record<Kind, string>, repeated: boolean): string;
}

const inboxKey = "i.bot_id = r.bot_id and i.update_id between r.update_id and r.update_id";

/** A subquery as a condition, not as a join: PostgreSQL then reads it once, into a hash. */
const botLives = "(r.bot_id in (select id from living)) is true";

const arrived: Section = {
  name: "arrived",
  kinds: ["updates"],
  sql: ({ updates }, repeated) => `,
offered as (select * from ${updates}),
stored as (
  insert into inbox (shard, bot_id, tenant_id, update_id, lane, payload)
  select shard, bot_id, tenant_id, update_id, lane, payload from offered, gate where gate.ok order by n
  ${repeated ? "on conflict do nothing" : ""}
  returning bot_id, update_id, seq
),
-- Nearly always all of it is new. Then the places tell everything: they grow in the order of what was offered.
fresh as (
  select case when count(*) = (select count(*) from offered) then json_agg(seq order by seq) end as seqs from stored
),
accepted as (
  select bot_id, update_id, seq, true as fresh, true as pending from stored, fresh where seqs is null
  union all
  select i.bot_id, i.update_id, i.seq, false, i.done_at is null
  from offered r join inbox i on ${inboxKey}
  where (select seqs is null from fresh)
)`,
};

const handled: Section = {
  name: "handled",
  kinds: ["conversations", "messages", "settled", "finished"],
  sql: ({ conversations, messages, settled, finished }, repeated) => `,
done as (
  update inbox i set done_at = now(), payload = null, memo = null
  from ${finished}, gate
  where gate.ok and ${inboxKey} and num_nulls(i.done_at) = 1
  returning r.tenant_id, r.conversation_id, r.messages, r.counted
),
counted as materialized (
  select coalesce(jsonb_object_agg(conversation_id, messages), '{}') as messages
  from (select conversation_id, sum(messages) as messages from done where conversation_id is not null group by 1) as c
),
conversing as (
  insert into conversations as c (
    id, tenant_id, bot_id, chat_id, chat_type, chat_title, telegram_user_id, telegram_username,
    telegram_first_name, state, context, last_message, last_message_at, messages_count)
  select r.id, r.tenant_id, r.bot_id, r.chat_id, r.chat_type, r.chat_title, r.telegram_user_id, r.telegram_username,
    r.telegram_first_name, r.state, r.context, r.last_message, r.last_message_at,
    coalesce((counted.messages -> r.id::text)::int, 0)
  from ${conversations}, counted, gate
  where gate.ok and ${botLives}
  on conflict (bot_id, chat_id) do update set
    chat_title = excluded.chat_title, telegram_user_id = excluded.telegram_user_id,
    telegram_username = excluded.telegram_username, telegram_first_name = excluded.telegram_first_name,
    state = excluded.state, context = excluded.context, last_message = excluded.last_message,
    last_message_at = greatest(c.last_message_at, excluded.last_message_at),
    messages_count = c.messages_count + excluded.messages_count
  where c.id = excluded.id
),
messaged as (
  insert into messages (
    id, tenant_id, conversation_id, bot_id, inbox_seq, step, direction, content, message_type,
    telegram_message_id, ai_processed, tokens_used, processing_time_ms, status, created_at)
  select r.id, r.tenant_id, r.conversation_id, r.bot_id, r.inbox_seq, r.step,
    case r.step when 0 then 'inbound' else 'outbound' end, r.content, r.message_type, r.telegram_message_id,
    r.ai_processed, r.tokens_used, r.processing_time_ms, case r.step when 0 then 'received' else 'sending' end,
    r.created_at
  from ${messages}, gate
  where gate.ok and ${botLives}
  ${repeated ? "on conflict (inbox_seq, step) do nothing" : ""}
),
settled as (
  update messages m set status = r.status, error = r.error,
    telegram_message_id = coalesce(r.telegram_message_id, m.telegram_message_id)
  from ${settled}, gate
  where gate.ok and m.inbox_seq = r.inbox_seq and m.step between r.step and r.step
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
};

const exceptional: Section = {
  name: "exceptional",
  kinds: ["memos", "failed"],
  sql: ({ memos, failed }) => `,
memoized as (
  update inbox i set memo = r.memo
  from ${memos}, gate
  where gate.ok and ${inboxKey} and num_nulls(i.done_at) = 1
),
failing as (
  update inbox i set attempts = r.attempts, not_before = now() + make_interval(secs => r.delay_ms / 1000.0),
    memo = coalesce(r.memo, i.memo), done_at = case when r.dead then now() end
  from ${failed}, gate
  where gate.ok and ${inboxKey} and num_nulls(i.done_at) = 1
  returning i.seq, i.tenant_id, i.bot_id, i.update_id, i.payload, i.received_at, r.error, r.attempts, r.dead
),
buried as (
  insert into dead_letters (seq, tenant_id, bot_id, update_id, payload, error, attempts, received_at)
  select seq, tenant_id, bot_id, update_id, payload, error, attempts, received_at from failing r
  where dead and ${botLives}
  on conflict do nothing
)`,
};

const filledIn: Section = {
  name: "filledIn",
  kinds: ["conversationStates", "submissions"],
  sql: ({ conversationStates, submissions }) => `,
standing as (
  insert into conversation_state (bot_id, tenant_id, chat_id, user_id, state)
  select r.bot_id, r.tenant_id, r.chat_id, r.user_id, r.state::json
  from ${conversationStates}, gate
  where gate.ok and num_nulls(r.state) = 0 and ${botLives}
  on conflict (bot_id, chat_id, user_id) do update set state = excluded.state, updated_at = now()
),
forgotten as (
  delete from conversation_state c using ${conversationStates}, gate
  where gate.ok and num_nulls(r.state) = 1
    and c.bot_id = r.bot_id and c.chat_id = r.chat_id and c.user_id between r.user_id and r.user_id
),
-- A form that is deleted at this moment takes its submissions along.
fillable as materialized (
  select f.id from ${submissions} join forms f on f.id = r.form_id order by f.id for key share of f
),
submitted as (
  insert into form_submissions as s (
    id, tenant_id, form_id, bot_id, form_version, conversation_id, telegram_user_id, telegram_username,
    telegram_first_name, start_parameter, state, answers, action_state, action_error)
  select r.id, r.tenant_id, r.form_id, r.bot_id, r.form_version, r.conversation_id, r.telegram_user_id,
    r.telegram_username, r.telegram_first_name, r.start_parameter, r.state, r.answers, r.action_state, r.action_error
  from ${submissions}, gate
  where gate.ok and r.state <> 'discarded' and (r.form_id in (select id from fillable)) is true
  on conflict (id) do update set
    state = excluded.state, answers = excluded.answers, telegram_username = excluded.telegram_username,
    telegram_first_name = excluded.telegram_first_name, action_state = excluded.action_state,
    action_error = excluded.action_error, updated_at = now()
  -- What has begun to be acted upon is not begun again.
  where s.state = 'partial' or excluded.action_state <> 'pending'
),
discarded as (
  delete from form_submissions s using ${submissions}, gate
  where gate.ok and r.state = 'discarded' and lower(s.state) = 'partial'
    and s.form_id = r.form_id and s.id between r.id and r.id
)`,
};

const actedUpon: Section = {
  name: "actedUpon",
  kinds: ["actions", "connections"],
  sql: ({ actions, connections }) => `,
acted as (
  update form_submissions s set action_state = r.action_state, action_error = r.error,
    action_due_at = case when r.action_state = 'pending' then now() + make_interval(secs => r.delay_ms / 1000.0) end
  from ${actions}, gate
  where gate.ok and s.id between r.id and r.id and nullif(s.action_state, 'pending') is null
),
redeemed as (
  update connect_codes c set used_by = r.inbox_seq
  from ${connections}, gate
  where gate.ok and c.id between r.id and r.id and num_nulls(c.used_by) = 1 and c.expires_at > now()
  returning c.id
),
connected as (
  update forms f set notification_chat_id = r.chat_id, notification_chat_title = r.chat_title, updated_at = now()
  from ${connections}, gate
  where gate.ok and f.id between r.form_id and r.form_id and (r.id in (select id from redeemed)) is true
)`,
};

const brought: Section = {
  name: "brought",
  kinds: ["messageFiles"],
  sql: ({ messageFiles }) => `,
noted as (
  insert into message_files (inbox_seq, tenant_id, bot_id, telegram_file_id, name, state)
  select r.inbox_seq, r.tenant_id, r.bot_id, r.telegram_file_id, r.name, r.state
  from ${messageFiles}, gate
  where gate.ok and ${botLives}
  on conflict do nothing
)`,
};

export const sections: readonly Section[] = [arrived, handled, exceptional, filledIn, actedUpon, brought];
