/** What second handlings of updates must not compute anew. */
import { bigint, json, type RowOf, uuid } from "../columns.ts";
import { inboxKey, type Section } from "../section.ts";

const columns = { bot_id: uuid, update_id: bigint, memo: json };

export type MemoRecord = RowOf<typeof columns> & { seq: number };

export const memos: Section<MemoRecord> = {
  group: "exceptional",
  columns,
  key: ({ seq }) => seq,
  sql: (rows) => `
memoized as (
  update inbox i set memo = r.memo
  from ${rows}, gate
  where gate.ok and ${inboxKey} and num_nulls(i.done_at) = 1
)`,
};
