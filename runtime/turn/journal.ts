/** What an earlier handling of an update has sent, or may have: read before it is handled again. */
import type { Pool } from "pg";

export interface JournalEntry {
  status: "sending" | "sent" | "failed" | "unknown";
  telegramMessageId: number | null;
}

/** Where the sends of a handling stand in the journal. */
export interface JournalPlace {
  /** In the inbox, of the update that is answered. */
  readonly seq: number;
  /** The first send's, of those that this handling makes. */
  readonly firstStep: number;
}

/** @returns the sends of the handling, by step */
export async function readJournal(pool: Pool, { seq, firstStep }: JournalPlace): Promise<Map<number, JournalEntry>> {
  const { rows } = await pool.query<{ step: number } & JournalEntry>({
    name: "journal",
    text: `select step, status, telegram_message_id::float8 as "telegramMessageId"
           from messages where inbox_seq = $1 and step >= $2`,
    values: [seq, firstStep],
  });
  return new Map(rows.map(({ step, ...entry }) => [step, entry]));
}
