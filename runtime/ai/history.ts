/** The latest texts of a conversation, for the model. */
import type { Pool } from "pg";
import type { ChatMessage } from "#shared/ai/ai.ts";

const length = 10;

/** @returns the last 10 messages before the update with `beforeSeq`, oldest first */
export async function readHistory(pool: Pool, conversationId: string, beforeSeq: number): Promise<ChatMessage[]> {
  const { rows } = await pool.query<{ direction: string; content: string }>({
    name: "history",
    // "sending" is what was sent a moment ago and is not recorded as such yet.
    text: `select direction, content from messages
           where conversation_id = $1 and inbox_seq < $2 and content <> '' and status <> 'failed'
           order by id desc limit ${length}`,
    values: [conversationId, beforeSeq],
  });
  return rows
    .reverse()
    .map(({ direction, content }) => ({ role: direction === "inbound" ? "user" : "assistant", content }));
}
