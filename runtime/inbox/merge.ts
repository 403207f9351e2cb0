/** Joins what several units of work write into one commit, in which no row may be written twice. Later ones win. */
import type {
  ActionRecord,
  ConnectionRecord,
  ConversationRecord,
  ConversationStateRecord,
  MemoRecord,
  SettledSend,
  SubmissionRecord,
  Writes,
} from "./records.ts";

export function merge(batch: readonly Writes[]): Required<Writes> {
  const conversations = new Map<string, ConversationRecord>();
  const settled = new Map<string, SettledSend>();
  const memos = new Map<number, MemoRecord>();
  const conversationStates = new Map<string, ConversationStateRecord>();
  const submissions = new Map<string, SubmissionRecord>();
  const actions = new Map<string, ActionRecord>();
  const connections = new Map<string, ConnectionRecord>();
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
    if (writes.updates) merged.updates.push(...writes.updates);
    if (writes.messages) merged.messages.push(...writes.messages);
    if (writes.finished) merged.finished.push(...writes.finished);
    if (writes.messageFiles) merged.messageFiles.push(...writes.messageFiles);
    if (writes.failed) merged.failed.push(...writes.failed);
    for (const record of writes.conversations ?? []) conversations.set(record.id, record);
    for (const record of writes.settled ?? []) settled.set(record.id, record);
    for (const record of writes.memos ?? []) memos.set(record.seq, record);
    for (const record of writes.conversationStates ?? [])
      conversationStates.set(`${record.bot_id}:${record.chat_id}:${record.user_id}`, record);
    for (const record of writes.submissions ?? []) submissions.set(record.id, record);
    for (const record of writes.actions ?? []) actions.set(record.id, record);
    for (const record of writes.connections ?? []) connections.set(record.form_id, record);
  }
  // A finish or a failure writes the same inbox row as a memo does.
  for (const { seq } of merged.finished) memos.delete(seq);
  merged.failed = merged.failed.map((failure) => {
    const memo = memos.get(failure.seq)?.memo;
    memos.delete(failure.seq);
    return memo ? { ...failure, memo } : failure;
  });
  merged.conversations = [...conversations.values()];
  merged.settled = [...settled.values()];
  merged.memos = [...memos.values()];
  merged.conversationStates = [...conversationStates.values()];
  merged.submissions = [...submissions.values()];
  merged.actions = [...actions.values()];
  merged.connections = [...connections.values()];
  return merged;
}
