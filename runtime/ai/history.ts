/** The latest texts of a conversation, for the model. */
import type { Pool } from "pg";
import type { ChatMessage } from "#shared/ai/ai.ts";
import { readTogether } from "#shared/db/read-together.ts";

const length = 10;
/** So many of the latest are put in order: what was written while the model thought stands before its answer. */
const lookedAt = 5 * length;
/** How many conversations are read with one statement: their texts may be long. */
const readAtOnce = 32;

interface Asked {
  readonly conversationId: string;
  /** In the inbox, of the update that asks. */
  readonly askedSeq: number;
}

/** @returns reads the last 10 messages before the update at `askedSeq`, each answer after what it answers, oldest first */
export const createHistory = (pool: Pool): ((asked: Asked) => Promise<ChatMessage[]>) =>
  readTogether(
    async (asked) => {
      const { rows } = await pool.query<{ n: number; direction: string; content: string }>({
        name: "histories",
        // "sending" is what was sent a moment ago and is not recorded as such yet.
        text: `select n::int as n, direction, content
          from unnest($1::uuid[], $2::bigint[]) with ordinality as asked(conversation_id, seq, n)
          cross join lateral (
            select inbox_seq, step, direction, content from (
              select id, inbox_seq, step, direction, content from messages
              where conversation_id = asked.conversation_id and inbox_seq < asked.seq
                and content <> '' and status <> 'failed'
              order by id desc limit ${lookedAt}
            ) as latest
            order by inbox_seq desc, step desc limit ${length}
          ) as message
          order by n, inbox_seq, step`,
        values: [asked.map(({ conversationId }) => conversationId), asked.map(({ askedSeq }) => askedSeq)],
      });
      const histories = asked.map((): ChatMessage[] => []);
      for (const { n, direction, content } of rows)
        histories[n - 1]!.push({ role: direction === "inbound" ? "user" : "assistant", content });
      return histories;
    },
    { most: readAtOnce },
  );
