/**
 * What the runtime writes, as rows of the commit statement. Property names are the statement's own column names.
 * Every record belongs to a shard, under the epoch at which this runtime owns it.
 */
import type { ActionState, Answers, SubmissionState } from "#shared/schemas/submission.ts";

/** A runtime's right to write for a shard. */
export interface Tenure {
  readonly shard: number;
  /** The shard's fencing number when it was granted to this runtime. */
  readonly epoch: number;
}

/** An update as it came in. */
export interface UpdateRecord {
  shard: number;
  bot_id: string;
  tenant_id: string;
  update_id: number;
  lane: string;
  /** The update itself, any JSON. */
  payload: object;
}

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

/** A conversation as it now is; made when it does not exist. Counts are added by the finish alone. */
export interface ConversationRecord {
  id: string;
  tenant_id: string;
  bot_id: string;
  chat_id: number;
  chat_type: string;
  chat_title: string | null;
  telegram_user_id: number | null;
  telegram_username: string | null;
  telegram_first_name: string | null;
  state: string;
  context: object;
  last_message: string | null;
  /** In ms since 1970. */
  last_message_at: number;
}

/** An inbound message (step 0), or the journal row of a send (step 1 and up). */
export interface MessageRecord {
  id: string;
  tenant_id: string;
  conversation_id: string;
  bot_id: string;
  inbox_seq: number;
  step: number;
  content: string;
  message_type: string;
  telegram_message_id: number | null;
  ai_processed: boolean;
  tokens_used: number | null;
  processing_time_ms: number | null;
  /** In ms since 1970. */
  created_at: number;
}

/** How a send ended; `sending` takes up one anew that is known to have failed. */
export interface SettledSend {
  inbox_seq: number;
  step: number;
  status: "sending" | "sent" | "failed" | "unknown";
  telegram_message_id: number | null;
  error: string | null;
}

/** What a second handling of an update must not compute anew. */
export interface MemoRecord {
  seq: number;
  bot_id: string;
  update_id: number;
  memo: object;
}

/** An update that is done. */
export interface FinishRecord {
  seq: number;
  bot_id: string;
  update_id: number;
  tenant_id: string;
  conversation_id: string | null;
  /** Messages it added to the conversation. */
  messages: number;
  /** Whether it counts against the month's messages. */
  counted: boolean;
}

/** An update whose handling failed: to be tried again after a while, or given up for good. */
export interface FailureRecord {
  seq: number;
  bot_id: string;
  update_id: number;
  attempts: number;
  /** How long to leave it alone, in milliseconds. */
  delay_ms: number;
  error: string;
  dead: boolean;
  /** Put in by `merge.ts`: what to remember for the next attempt. */
  memo?: object;
}

/** How far somebody has come in a conversation of the plugin of that name. */
export interface ConversationStateRecord {
  bot_id: string;
  tenant_id: string;
  chat_id: number;
  user_id: number;
  /** JSON; `null` forgets it. */
  state: string | null;
}

/** What somebody answered to a form. A later record of the same id takes the place of an earlier one. */
export interface SubmissionRecord {
  id: string;
  tenant_id: string;
  form_id: string;
  bot_id: string;
  form_version: number;
  conversation_id: string;
  telegram_user_id: number;
  telegram_username: string | null;
  telegram_first_name: string | null;
  start_parameter: string | null;
  /** `discarded` takes back a partial one. */
  state: SubmissionState | "discarded";
  answers: Answers;
  action_state: ActionState;
  action_error: string | null;
}

/** How the action of a submission went. Nothing changes where that is no longer awaited. */
export interface ActionRecord {
  /** The submission's. */
  id: string;
  action_state: Exclude<ActionState, "none">;
  /** Why it failed, or is tried again. */
  error: string | null;
  /** How long until it is taken up again, where it is `pending`; in milliseconds. */
  delay_ms: number | null;
}

/** A chat that becomes the one a form notifies, by a code that nobody has used. */
export interface ConnectionRecord {
  /** The code's id. */
  id: string;
  form_id: string;
  /** Of the update that brought the code. */
  inbox_seq: number;
  chat_id: number;
  chat_title: string;
}

/** A file that came with a message, to be fetched beside the lane. */
export interface MessageFileRecord {
  /** Of the update that carried it, as in the message. */
  inbox_seq: number;
  tenant_id: string;
  bot_id: string;
  telegram_file_id: string;
  name: string | null;
  state: "pending" | "too_large";
}

/** All that one commit writes. Absent lists are empty. */
export interface Writes {
  updates?: UpdateRecord[];
  conversations?: ConversationRecord[];
  messages?: MessageRecord[];
  settled?: SettledSend[];
  memos?: MemoRecord[];
  finished?: FinishRecord[];
  failed?: FailureRecord[];
  conversationStates?: ConversationStateRecord[];
  submissions?: SubmissionRecord[];
  actions?: ActionRecord[];
  connections?: ConnectionRecord[];
  messageFiles?: MessageFileRecord[];
}

/** A tenant's count of the month after a commit. */
export interface Usage {
  tenant_id: string;
  messages_used: number;
}
