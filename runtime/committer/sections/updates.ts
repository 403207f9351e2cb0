/** Updates as they came in, or were handed on by others: stored once each, and told their places. */
import { firstHeldBack } from "#shared/inbox/handed-on.ts";
import { heldBack } from "#shared/inbox/held-back.ts";
import { bigint, int, json, type RowOf, text, uuid } from "../columns.ts";
import { inboxKey, type Section } from "../section.ts";

const columns = {
  shard: int,
  bot_id: uuid,
  tenant_id: uuid,
  update_id: bigint,
  lane: text,
  /** By which it came; see `channels/`. */
  channel: text,
  /** The update itself, any JSON. */
  payload: json,
};

export type UpdateRecord = RowOf<typeof columns>;

/** Where a stored update stands in the inbox. */
export interface Stored {
  /** Grows with the order of storing. */
  seq: number;
  /** False for an update that was there before this commit. */
  fresh: boolean;
  /** Not handled yet. */
  pending: boolean;
  /** Whether it was in the inbox before, so that somebody may have begun to handle it. */
  again: boolean;
}

export const updates: Section<UpdateRecord> = {
  group: "arrived",
  columns,
  sql: (rows, repeated) => `
offered as (select * from ${rows}),
stored as (
  insert into inbox (shard, bot_id, tenant_id, update_id, lane, channel, payload, not_before)
  select shard, bot_id, tenant_id, update_id, lane, channel, payload,
    case when update_id <= ${firstHeldBack} then ${heldBack("now()")} end
  from offered, gate where gate.ok order by n
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
  tells: { fresh: "(select seqs from fresh)", accepted: "(select json_agg(a) from accepted a)" },
};
