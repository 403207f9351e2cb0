/** Joins what several units of work write into one commit, in which no row may be written twice. Later ones win. */
import type { AsideRecord } from "./sections/asides.ts";
import type { MemoRecord } from "./sections/memos.ts";
import { type Kind, kinds, sections, type Writes } from "./sections.ts";

const keyed = kinds.flatMap((kind) => {
  const { key } = sections[kind];
  return key ? [{ kind, key }] : [];
});

const none: object[] = [];
/** Shared, as most commits have no rows of most kinds. Never added to: `append` makes a list of its own first. */
const nothing = Object.fromEntries(kinds.map((kind) => [kind, none])) as Record<Kind, object[]>;

export function merge(batch: readonly Writes[]): Required<Writes> {
  const merged = { ...nothing };
  for (const writes of batch) {
    // Few of the kinds are in each: going through all of them would be most of the work.
    for (const kind in writes) append(merged, kind as Kind, writes[kind as Kind]);
  }
  for (const { kind, key } of keyed) merged[kind] = lastOfEach(merged[kind], key);
  let writes = merged as Required<Writes>;
  if (writes.memos.length > 0) writes = withoutMemosOfEnded(writes);
  return writes.asides.length > 0 ? withAsidesInTheirConversations(writes) : writes;
}

function append(merged: Record<Kind, object[]>, kind: Kind, more: readonly object[] | undefined): void {
  if (!more) return;
  if (merged[kind] === none) merged[kind] = [];
  const rows = merged[kind];
  for (const row of more) rows.push(row);
}

function lastOfEach<Row>(rows: Row[], keyOf: (row: Row) => unknown): Row[] {
  if (rows.length < 2) return rows;
  const last = new Map<unknown, Row>();
  for (const row of rows) last.set(keyOf(row), row);
  return last.size < rows.length ? [...last.values()] : rows;
}

/** A finish or a failure writes the same inbox row as a memo does. */
function withoutMemosOfEnded(writes: Required<Writes>): Required<Writes> {
  const memos = new Map(writes.memos.map((record): [number, MemoRecord] => [record.seq, record]));
  for (const { seq } of writes.finished) memos.delete(seq);
  const failed = writes.failed.map((failure) => {
    const memo = memos.get(failure.seq)?.memo;
    memos.delete(failure.seq);
    return memo ? { ...failure, memo } : failure;
  });
  return { ...writes, failed, memos: [...memos.values()] };
}

/** A conversation that is written as a whole is written once, with what was said in it aside. */
function withAsidesInTheirConversations(writes: Required<Writes>): Required<Writes> {
  const asides = new Map<string, AsideRecord>();
  for (const aside of writes.asides) asides.set(aside.id, after(asides.get(aside.id), aside));
  const conversations = writes.conversations.map((conversation) => {
    const aside = asides.get(conversation.id);
    if (!aside) return conversation;
    asides.delete(conversation.id);
    const { last_message, last_message_at, state } = aside;
    return {
      ...conversation,
      last_message: last_message ?? conversation.last_message,
      last_message_at: Math.max(last_message_at, conversation.last_message_at),
      state: state ?? conversation.state,
    };
  });
  return { ...writes, conversations, asides: [...asides.values()] };
}

/** Two asides as one: of which the later may have said nothing. */
function after(
  earlier: AsideRecord | undefined,
  { id, last_message, last_message_at, state }: AsideRecord,
): AsideRecord {
  if (!earlier) return { id, last_message, last_message_at, state };
  return {
    id,
    last_message: last_message ?? earlier.last_message,
    last_message_at: Math.max(last_message_at, earlier.last_message_at),
    state: state ?? earlier.state,
  };
}
