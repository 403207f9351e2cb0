/** Updates whose handling failed: to be tried again after a while, or given up for good and kept as dead letters. */
import { firstHeldBack } from "#shared/inbox/handed-on.ts";
import { heldBack } from "#shared/inbox/held-back.ts";
import { bigint, boolean, int, json, type RowOf, smallint, text, uuid } from "../columns.ts";
import { botLives, botOf, inboxKey, type Section } from "../section.ts";

const columns = {
  bot_id: uuid,
  update_id: bigint,
  attempts: smallint,
  /** How long to leave it alone, in milliseconds. */
  delay_ms: int,
  error: text,
  dead: boolean,
  memo: json,
};

export interface FailureRecord extends Omit<RowOf<typeof columns>, "memo"> {
  seq: number;
  /** Put in by `merge.ts`: what to remember for the next attempt. */
  memo?: object;
}

export const failed: Section<FailureRecord> = {
  group: "exceptional",
  columns,
  botOf,
  sql: (rows) => `
failing as (
  update inbox i set attempts = r.attempts,
    not_before = case when i.update_id <= ${firstHeldBack} then ${heldBack("now()")} else now() end
      + make_interval(secs => r.delay_ms / 1000.0),
    memo = coalesce(r.memo, i.memo), done_at = case when r.dead then now() end
  from ${rows}, gate
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
