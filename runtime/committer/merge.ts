/** Joins what several units of work write into one commit, in which no row may be written twice. Later ones win. */
import type { MemoRecord, Writes } from "./records.ts";

export function merge(batch: readonly Writes[]): Required<Writes> {
  const merged: Required<Writes> = {
    updates: [],
    conversations: [],
    messages: [],
    settled: [],
    memos: [],
    finished: [],
    failed: [],
    conversationStates: [],
    submissions: [],
    actions: [],
    connections: [],
    messageFiles: [],
  };
  for (const writes of batch) {
    // Few of the kinds are in each: going through all of them would be most of the work.
    for (const kind in writes) append(merged[kind as keyof Writes], writes[kind as keyof Writes]);
  }
  merged.conversations = lastOfEach(merged.conversations, idOf);
  merged.settled = lastOfEach(merged.settled, ({ inbox_seq, step }) => `${inbox_seq}:${step}`);
  merged.conversationStates = lastOfEach(
    merged.conversationStates,
    ({ bot_id, chat_id, user_id }) => `${bot_id}:${chat_id}:${user_id}`,
  );
  merged.submissions = lastOfEach(merged.submissions, idOf);
  merged.actions = lastOfEach(merged.actions, idOf);
  merged.connections = lastOfEach(merged.connections, ({ form_id }) => form_id);
  merged.memos = lastOfEach(merged.memos, ({ seq }) => seq);
  return merged.memos.length > 0 ? withoutMemosOfEnded(merged) : merged;
}

const idOf = ({ id }: { id: string }) => id;

function append(rows: object[], more: readonly object[] | undefined): void {
  if (more) for (const row of more) rows.push(row);
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
