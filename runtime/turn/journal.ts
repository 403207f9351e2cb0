/** What an earlier handling of an update has sent, or may have: read before it is handled again. */
import type { Pool } from "pg";
import { readTogether } from "#shared/db/read-together.ts";

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

/**
 * @returns reads the sends of a handling, by step. Those that are asked for at the same time are read together: after a
 * failure, all that waits has a journal.
 */
export const createJournal = (pool: Pool): ((place: JournalPlace) => Promise<ReadonlyMap<number, JournalEntry>>) =>
  readTogether(async (places) => {
    const { rows } = await pool.query<{ n: number; step: number } & JournalEntry>({
      name: "journals",
      text: `select n::int as n, step, status, telegram_message_id::float8 as "telegramMessageId"
               from unnest($1::bigint[], $2::int[]) with ordinality as place(inbox_seq, first_step, n)
               join messages using (inbox_seq) where step >= first_step`,
      values: [places.map(({ seq }) => seq), places.map(({ firstStep }) => firstStep)],
    });
    const journals = places.map(() => new Map<number, JournalEntry>());
    for (const { n, step, ...entry } of rows) journals[n - 1]!.set(step, entry);
    return journals;
  });
