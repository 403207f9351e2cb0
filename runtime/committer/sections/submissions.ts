/** What people answered to forms. A later record of the same id takes the place of an earlier one. */
import type { ActionState, Answers, SubmissionState } from "#shared/schemas/submission.ts";
import { bigint, boolean, type Column, int, jsonb, orNull, type RowOf, text, uuid } from "../columns.ts";
import { botOf, type Section } from "../section.ts";

const columns = {
  id: uuid,
  tenant_id: uuid,
  form_id: uuid,
  bot_id: uuid,
  form_version: int,
  conversation_id: uuid,
  telegram_user_id: bigint,
  telegram_username: orNull(text),
  telegram_first_name: orNull(text),
  start_parameter: orNull(text),
  /** `discarded` takes back a partial one. */
  state: text as Column<SubmissionState | "discarded">,
  answers: jsonb as Column<Answers>,
  action_state: text as Column<ActionState>,
  action_error: orNull(text),
  preview: boolean,
};

export type SubmissionRecord = RowOf<typeof columns>;

export const submissions: Section<SubmissionRecord> = {
  group: "filledIn",
  columns,
  key: ({ id }) => id,
  botOf,
  sql: (rows) => `
-- A form that is deleted at this moment takes its submissions along.
fillable as materialized (
  select f.id from ${rows} join forms f on f.id = r.form_id order by f.id for key share of f
),
submitted as (
  insert into form_submissions as s (
    id, tenant_id, form_id, bot_id, form_version, conversation_id, telegram_user_id, telegram_username,
    telegram_first_name, start_parameter, state, answers, action_state, action_error, preview)
  select r.id, r.tenant_id, r.form_id, r.bot_id, r.form_version, r.conversation_id, r.telegram_user_id,
    r.telegram_username, r.telegram_first_name, r.start_parameter, r.state, r.answers, r.action_state, r.action_error,
    r.preview
  from ${rows}, gate
  where gate.ok and r.state <> 'discarded' and (r.form_id in (select id from fillable)) is true
  on conflict (id) do update set
    state = excluded.state, answers = excluded.answers, telegram_username = excluded.telegram_username,
    telegram_first_name = excluded.telegram_first_name, action_state = excluded.action_state,
    action_error = excluded.action_error, preview = excluded.preview, updated_at = now()
  -- What has begun to be acted upon is not begun again.
  where s.state = 'partial' or excluded.action_state <> 'pending'
),
discarded as (
  delete from form_submissions s using ${rows}, gate
  where gate.ok and r.state = 'discarded' and lower(s.state) = 'partial'
    and s.form_id = r.form_id and s.id between r.id and r.id
)`,
};
