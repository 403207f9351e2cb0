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

/** A table whose index begins with the column that names what is gone; `key` tells its rows apart. */
const rowsOf = (table: string, key: string, column = "bot_id", also = "true") => `
  delete from ${table} where (${key}) in (select ${key} from ${table} where ${column} = ? and ${also} limit ?)`;

/** No statement deletes more rows at once. */
export const mostRows = 5_000;

/** So many conversations are looked at, however few of them have messages. */
const conversationsAtOnce = 500;
const someConversations = `(select id from conversations where bot_id = ? limit ${conversationsAtOnce})`;

/** Found by their conversations, as no index tells whose they are. */
const messagesOfBot = `
  delete from messages where (conversation_id, id) in (
    select oldest.conversation_id, oldest.id from ${someConversations} conversation
    cross join lateral (
      select conversation_id, id from messages where conversation_id = conversation.id order by id limit ${mostRows}
    ) oldest
    limit ?
  )`;

const emptyConversationsOfBot = `
  delete from conversations where id in (
    select id from ${someConversations} conversation
    where not exists (select from messages where messages.conversation_id = conversation.id)
    limit ?
  )`;

/** All of it; of one that has begun anew under the same id, as its runtime remembered it, what was said before. */
const saidBefore = `(not exists (select from conversations c where c.id = messages.conversation_id)
  or created_at <= (select d.created_at from deletions d where d.kind = 'conversation' and d.id = messages.conversation_id))`;

export const remains: Record<DeletedKind, readonly Step[]> = {
  bot: [
    [rowsOf("webhook_deliveries", "id", "bot_id", "state = 'pending'")],
    [rowsOf("message_files", "inbox_seq", "bot_id", "state = 'pending'")],
    [rowsOf("inbox", "bot_id, update_id")],
    [rowsOf("conversation_state", "bot_id, chat_id, user_id")],
    [rowsOf("preview_sessions", "id")],
    [messagesOfBot, emptyConversationsOfBot],
    [rowsOf("message_files", "inbox_seq")],
    [rowsOf("files", "id")],
    [rowsOf("webhook_deliveries", "id")],
    [rowsOf("addresses", "bot_id, local")],
    [rowsOf("dead_letters", "seq")],
  ],
  // With what was posted of them, and the files that people answered with.
  form: [[rowsOf("form_submissions", "id", "form_id")]],
  conversation: [[rowsOf("messages", "conversation_id, id", "conversation_id", saidBefore)]],
};
