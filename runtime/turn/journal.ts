/** What an earlier handling of an update has sent, or may have: read before it is handled again. */
import type { Pool } from "pg";

export interface JournalEntry {
  status: "sending" | "sent" | "failed" | "unknown";
  telegramMessageId: number | null;
}

/** @returns the sends of the update, by step */
export async function readJournal(pool: Pool, seq: number): Promise<Map<number, JournalEntry>> {
  const { rows } = await pool.query<{ step: number } & JournalEntry>({
    name: "journal",
    text: `select step, status, telegram_message_id::float8 as "telegramMessageId"
           from messages where inbox_seq = $1 and step > 0`,
    values: [seq],
  });
  return new Map(rows.map(({ step, ...entry }) => [step, entry]));
}
