/** The latest texts of a conversation, for the model. */
import type { Pool } from "pg";
import type { ChatMessage } from "#shared/ai/ai.ts";

const length = 10;
/** So many of the latest are put in order: what was written while the model thought stands before its answer. */
const lookedAt = 5 * length;

/** @returns the last 10 messages before the update at `askedSeq`, each answer after what it answers, oldest first */
export async function readHistory(pool: Pool, conversationId: string, askedSeq: number): Promise<ChatMessage[]> {
  const { rows } = await pool.query<{ direction: string; content: string }>({
    name: "history",
    // "sending" is what was sent a moment ago and is not recorded as such yet.
    text: `with latest as (
             select inbox_seq, step, direction, content from messages
             where conversation_id = $1 and inbox_seq < $2 and content <> '' and status <> 'failed'
             order by id desc limit ${lookedAt}
           )
           select direction, content from latest order by inbox_seq desc, step desc limit ${length}`,
    values: [conversationId, askedSeq],
  });
  return rows
    .reverse()
    .map(({ direction, content }) => ({ role: direction === "inbound" ? "user" : "assistant", content }));
}
