/**
 * What a bot, a form or a conversation leaves behind when its own row is gone, in the order in which it is removed: first
 * what runtimes of the version before would still take up, then what there is most of.
 */

export type DeletedKind = "bot" | "form" | "conversation";

/**
 * The statements of one step: each deletes a part of what there is, and all are repeated until none finds any more. Their
 * parameters are the id of what is gone, and how many rows to delete at most.
 */
export type Step = readonly string[];

/**
 * Deletes rows by where they lie: to find thousands of keys, PostgreSQL would rather read a whole table each time. One
 * that is written at the same moment lies elsewhere then, and is found by the next batch.
 */
const deleteFound = (table: string, found: string) => `delete from ${table} where ctid = any(array(${found}))`;

/** A table whose index begins with the column that names what is gone. */
const rowsOf = (table: string, column = "bot_id", also = "true") =>
  deleteFound(table, `select ctid from ${table} where ${column} = ? and ${also} limit ?`);

/** No statement deletes more rows at once. */
export const mostRows = 5_000;

/** So many conversations are looked at, however few of them have messages. */
const conversationsAtOnce = 500;
const someConversations = `(select id, ctid as place from conversations where bot_id = ? limit ${conversationsAtOnce})`;

/** Found by their conversations, as no index tells whose they are. */
const messagesOfBot = deleteFound(
  "messages",
  `select oldest.place from ${someConversations} conversation
   cross join lateral (
     select ctid as place from messages where conversation_id = conversation.id order by id limit ${mostRows}
   ) oldest
   limit ?`,
);

const emptyConversationsOfBot = deleteFound(
  "conversations",
  `select place from ${someConversations} conversation
   where not exists (select from messages where messages.conversation_id = conversation.id)
   limit ?`,
);

/** All of it; of one that has begun anew under the same id, as its runtime remembered it, what was said before. */
const saidBefore = `(not exists (select from conversations c where c.id = messages.conversation_id)
  or created_at <= (select d.created_at from deletions d where d.kind = 'conversation' and d.id = messages.conversation_id))`;

export const remains: Record<DeletedKind, readonly Step[]> = {
  bot: [
    [rowsOf("webhook_deliveries", "bot_id", "state = 'pending'")],
    [rowsOf("message_files", "bot_id", "state = 'pending'")],
    [rowsOf("inbox")],
    [rowsOf("conversation_state")],
    [rowsOf("preview_sessions")],
    [messagesOfBot, emptyConversationsOfBot],
    [rowsOf("message_files")],
    [rowsOf("files")],
    [rowsOf("webhook_deliveries")],
    [rowsOf("addresses")],
    [rowsOf("dead_letters")],
  ],
  // With what was posted of them, and the files that people answered with.
  form: [[rowsOf("form_submissions", "form_id")]],
  conversation: [[rowsOf("messages", "conversation_id", saidBefore)]],
};
