/**
 * The one statement in which the runtime commits: fenced, and whole or not at all.
 *
 * The fence is a gate: every shard concerned must still be owned by this runtime at the expected epoch, and stays
 * locked until the commit. Each part writes only `where ok`. Rows come as JSON, one parameter a kind.
 * A statement's parts don't see one another's writes, so no two of them may touch the same row: `merge.ts` sees to it.
 *
 * Every row is looked up by its key. Left alone, PostgreSQL's planner would rather read whole tables, and make each commit
 * slower with every row there is. `planning` takes that from it, and some things in the statement are as they are for it:
 * no part is joined with another; each condition suits one index alone, or whole (`done_at` is compared in a way that
 * none can serve); and keys are compared with `between`, since in a table with one row it takes `=` for no condition.
 */
export const commitStatement = `
with
fence as (select * from json_to_recordset($2) as f(shard int, epoch int)),
held as (
  select s.owner = $1 and s.epoch = f.epoch as ours from fence f join shards s on s.id = f.shard
  order by s.id for share of s
),
gate as (select (select count(*) from held where ours) = (select count(*) from fence) as ok),

offered as (
  select * from rows from (
    json_to_recordset($3) as (shard int, bot_id uuid, tenant_id uuid, update_id bigint, lane text, payload json)
  ) with ordinality as r(shard, bot_id, tenant_id, update_id, lane, payload, n)
),
stored as (
  insert into inbox (shard, bot_id, tenant_id, update_id, lane, payload)
  select shard, bot_id, tenant_id, update_id, lane, payload from offered, gate where gate.ok order by n
  on conflict do nothing
  returning bot_id, update_id, seq
),
accepted as (
  select bot_id, update_id, seq, true as fresh, true as pending from stored
  union all
  select i.bot_id, i.update_id, i.seq, false, i.done_at is null
  from offered o
  join inbox i on i.bot_id = o.bot_id and i.update_id between o.update_id and o.update_id and i.shard = o.shard
  where (select count(*) from stored) < (select count(*) from offered)
),

finished as (
  select * from json_to_recordset($7) as f(
    seq bigint, shard int, bot_id uuid, update_id bigint, tenant_id uuid,
    conversation_id uuid, messages int, counted boolean)
),
done as (
  update inbox i set done_at = now(), memo = null
  from finished f, gate
  where gate.ok and i.bot_id = f.bot_id and i.update_id between f.update_id and f.update_id and i.shard = f.shard
    and num_nulls(i.done_at) = 1
  returning f.tenant_id, f.conversation_id, f.messages, f.counted
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
  from json_to_recordset($4) as r(
    id uuid, tenant_id uuid, bot_id uuid, chat_id bigint, chat_type text, chat_title text, telegram_user_id bigint,
    telegram_username text, telegram_first_name text, state text, context jsonb, last_message text,
    last_message_at timestamptz), counted, gate
  where gate.ok
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
  select r.id, r.tenant_id, r.conversation_id, r.bot_id, r.inbox_seq, r.step, r.direction, r.content, r.message_type,
    r.telegram_message_id, coalesce(r.ai_processed, false), r.tokens_used, r.processing_time_ms, r.status, r.created_at
  from json_to_recordset($5) as r(
    id uuid, tenant_id uuid, conversation_id uuid, bot_id uuid, inbox_seq bigint, step smallint, direction text,
    content text, message_type text, telegram_message_id bigint, ai_processed boolean, tokens_used int,
    processing_time_ms int, status text, created_at timestamptz), gate
  where gate.ok
  on conflict do nothing
),
settled as (
  update messages m set status = r.status, error = r.error,
    telegram_message_id = coalesce(r.telegram_message_id, m.telegram_message_id)
  from json_to_recordset($6)
    as r(id uuid, conversation_id uuid, status text, telegram_message_id bigint, error text), gate
  where gate.ok and m.conversation_id = r.conversation_id and m.id between r.id and r.id
),
memoized as (
  update inbox i set memo = r.memo
  from json_to_recordset($8) as r(seq bigint, shard int, bot_id uuid, update_id bigint, memo json), gate
  where gate.ok and i.bot_id = r.bot_id and i.update_id between r.update_id and r.update_id and i.shard = r.shard
    and num_nulls(i.done_at) = 1
),

failed as (
  select * from json_to_recordset($9) as r(
    seq bigint, shard int, bot_id uuid, update_id bigint, attempts smallint, delay_ms int,
    error text, dead boolean, memo json)
),
failing as (
  update inbox i set attempts = r.attempts, not_before = now() + make_interval(secs => r.delay_ms / 1000.0),
    memo = coalesce(r.memo, i.memo), done_at = case when r.dead then now() end
  from failed r, gate
  where gate.ok and i.bot_id = r.bot_id and i.update_id between r.update_id and r.update_id and i.shard = r.shard
    and num_nulls(i.done_at) = 1
  returning i.seq, i.tenant_id, i.bot_id, i.update_id, i.payload, i.received_at, r.error, r.attempts, r.dead
),
buried as (
  insert into dead_letters (seq, tenant_id, bot_id, update_id, payload, error, attempts, received_at)
  select seq, tenant_id, bot_id, update_id, payload, error, attempts, received_at from failing where dead
  on conflict do nothing
),

spent as (
  select tenant_id, count(*)::int as messages from done where counted group by 1
),
-- Locked in one order everywhere, so that two runtimes with the same tenants cannot deadlock.
payers as materialized (
  select t.id, s.messages from spent s join tenants t on t.id = s.tenant_id order by t.id for update of t
),
used as (
  update tenants t set
    messages_used = case when t.usage_month = date_trunc('month', now() at time zone 'utc')::date
      then t.messages_used + p.messages else p.messages end,
    usage_month = date_trunc('month', now() at time zone 'utc')::date
  from payers p
  where t.id = p.id
  returning t.id as tenant_id, t.messages_used
)
select
  (select ok from gate) as ok,
  (select json_agg(a) from accepted a) as accepted,
  (select json_agg(u) from used u) as used
`;

/**
 * How the connection plans the statement: once for all, and with a key for every row. Of the ways to read a table, the
 * one that is left needs a condition on an index. By its own lights the planner errs: it plans while the tables are
 * empty, takes every list of rows for a hundred, and does not see that a shard lies in one partition of the inbox.
 */
export const planning = `
  set plan_cache_mode = force_generic_plan;
  set enable_seqscan = off;
  set enable_indexscan = off;
  set enable_indexonlyscan = off`;
