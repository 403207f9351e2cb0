/** How the actions of submissions went. Nothing changes where that is no longer awaited. */
import type { ActionState } from "#shared/schemas/submission.ts";
import { type Column, int, orNull, type RowOf, text, uuid } from "../columns.ts";
import type { Section } from "../section.ts";

const columns = {
  /** The submission's. */
  id: uuid,
  action_state: text as Column<Exclude<ActionState, "none">>,
  /** Why it failed, or is tried again. */
  error: orNull(text),
  /** How long until it is taken up again, where it is `pending`; in milliseconds. */
  delay_ms: orNull(int),
};

export type ActionRecord = RowOf<typeof columns>;

export const actions: Section<ActionRecord> = {
  group: "actedUpon",
  columns,
  key: ({ id }) => id,
  sql: (rows) => `
acted as (
  update form_submissions s set action_state = r.action_state, action_error = r.error,
    action_due_at = case when r.action_state = 'pending' then now() + make_interval(secs => r.delay_ms / 1000.0) end
  from ${rows}, gate
  where gate.ok and s.id between r.id and r.id and nullif(s.action_state, 'pending') is null
)`,
};
