/**
 * What is said in conversations beside their lanes, as by a model that has taken its time: it shows in the list, and
 * touches nothing of what the chat's own updates change. Counts are added by the finishes.
 */
import { type Column, orNull, type RowOf, text, timestamptz, uuid } from "../columns.ts";
import type { Section } from "../section.ts";

const columns = {
  /** The conversation's. */
  id: uuid,
  /** `null` when nothing was said. */
  last_message: orNull(text),
  last_message_at: timestamptz,
  /** When it was found out that the bot may not write there any more; else `null`. */
  state: orNull(text) as Column<"blocked" | null>,
};

export type AsideRecord = RowOf<typeof columns>;

export const asides: Section<AsideRecord> = {
  group: "aside",
  columns,
  // What is said of one conversation is made one by `merge.ts`.
  sql: (rows) => `
said_aside as (
  update conversations c set
    last_message = coalesce(r.last_message, c.last_message),
    last_message_at = greatest(c.last_message_at, r.last_message_at),
    state = coalesce(r.state, c.state),
    messages_count = c.messages_count + coalesce((counted.messages -> r.id::text)::int, 0)
  from ${rows}, counted, gate
  where gate.ok and c.id between r.id and r.id
)`,
};
