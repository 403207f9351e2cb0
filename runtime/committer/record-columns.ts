/** The columns in which each kind of records reaches the commit statement. */
import type { Columns } from "./columns.ts";
import type {
  ActionRecord,
  ConnectionRecord,
  ConversationRecord,
  ConversationStateRecord,
  FailureRecord,
  FinishRecord,
  MemoRecord,
  MessageFileRecord,
  MessageRecord,
  SettledSend,
  SubmissionRecord,
  UpdateRecord,
  Writes,
} from "./records.ts";

export type Kind = keyof Writes;

const updates: Columns<UpdateRecord> = {
  shard: "int",
  bot_id: "uuid",
  tenant_id: "uuid",
  update_id: "bigint",
  lane: "text",
  payload: "json",
};

const conversations: Columns<ConversationRecord> = {
  id: "uuid",
  tenant_id: "uuid",
  bot_id: "uuid",
  chat_id: "bigint",
  chat_type: "text",
  chat_title: "text",
  telegram_user_id: "bigint",
  telegram_username: "text",
  telegram_first_name: "text",
  state: "text",
  context: "jsonb",
  last_message: "text",
  last_message_at: "timestamptz",
};

const messages: Columns<MessageRecord> = {
  id: "uuid",
  tenant_id: "uuid",
  conversation_id: "uuid",
  bot_id: "uuid",
  inbox_seq: "bigint",
  step: "smallint",
  content: "text",
  message_type: "text",
  telegram_message_id: "bigint",
  ai_processed: "boolean",
  tokens_used: "int",
  processing_time_ms: "int",
  created_at: "timestamptz",
};

const settled: Columns<SettledSend> = {
  inbox_seq: "bigint",
  step: "smallint",
  status: "text",
  telegram_message_id: "bigint",
  error: "text",
};

const finished: Columns<Omit<FinishRecord, "seq">> = {
  bot_id: "uuid",
  update_id: "bigint",
  tenant_id: "uuid",
  conversation_id: "uuid",
  messages: "int",
  counted: "boolean",
};

const memos: Columns<Omit<MemoRecord, "seq">> = { bot_id: "uuid", update_id: "bigint", memo: "json" };

const failed: Columns<Omit<FailureRecord, "seq">> = {
  bot_id: "uuid",
  update_id: "bigint",
  attempts: "smallint",
  delay_ms: "int",
  error: "text",
  dead: "boolean",
  memo: "json",
};

const conversationStates: Columns<ConversationStateRecord> = {
  bot_id: "uuid",
  tenant_id: "uuid",
  chat_id: "bigint",
  user_id: "bigint",
  state: "text",
};

const submissions: Columns<SubmissionRecord> = {
  id: "uuid",
  tenant_id: "uuid",
  form_id: "uuid",
  bot_id: "uuid",
  form_version: "int",
  conversation_id: "uuid",
  telegram_user_id: "bigint",
  telegram_username: "text",
  telegram_first_name: "text",
  start_parameter: "text",
  state: "text",
  answers: "jsonb",
  action_state: "text",
  action_error: "text",
};

const actions: Columns<ActionRecord> = { id: "uuid", action_state: "text", error: "text", delay_ms: "int" };

const connections: Columns<ConnectionRecord> = {
  id: "uuid",
  form_id: "uuid",
  inbox_seq: "bigint",
  chat_id: "bigint",
  chat_title: "text",
};

const messageFiles: Columns<MessageFileRecord> = {
  inbox_seq: "bigint",
  tenant_id: "uuid",
  bot_id: "uuid",
  telegram_file_id: "text",
  name: "text",
  state: "text",
};

export const columnsOf: Record<Kind, Columns> = {
  updates,
  conversations,
  messages,
  settled,
  finished,
  memos,
  failed,
  conversationStates,
  submissions,
  actions,
  connections,
  messageFiles,
};
