/** How sends ended that were journalled. */
import { bigint, type Column, orNull, type RowOf, smallint, text } from "../columns.ts";
import type { Section } from "../section.ts";

const columns = {
  inbox_seq: bigint,
  step: smallint,
  /** `sending` takes up one anew that is known to have failed. */
  status: text as Column<"sending" | "sent" | "failed" | "unknown">,
  telegram_message_id: orNull(bigint),
  error: orNull(text),
};

export type SettledSend = RowOf<typeof columns>;

export const settled: Section<SettledSend> = {
  group: "handled",
  columns,
  key: ({ inbox_seq, step }) => `${inbox_seq}:${step}`,
  sql: (rows) => `
settled as (
  update messages m set status = r.status, error = r.error,
    telegram_message_id = coalesce(r.telegram_message_id, m.telegram_message_id)
  from ${rows}, gate
  where gate.ok and m.inbox_seq = r.inbox_seq and m.step between r.step and r.step
)`,
};
