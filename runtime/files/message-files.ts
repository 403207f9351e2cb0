/**
 * Files that came with messages, in the database, which all runtimes share. Who claims one has it until the claim ends
 * by itself, so a runtime that dies loses none; and one that was only slow may fetch it again, of which one is kept.
 */
import type { Pool } from "pg";

/** Longer than fetching and storing one takes, in milliseconds. */
const claimMs = 90_000;

export interface MessageFile {
  inboxSeq: number;
  tenantId: string;
  botId: string;
  /** Where the bot lives. */
  channel: string;
  /** `null` for a bot without one. */
  tokenSealed: string | null;
  telegramFileId: string;
  name: string | null;
  /** Attempts with this one. */
  tries: number;
  /** Since its message came, in milliseconds. */
  ageMs: number;
}

export interface MessageFiles {
  /** @returns the one that is due for longest, now claimed; `null` when none is, but of the tenants in `busy` */
  claim(busy: readonly string[]): Promise<MessageFile | null>;
  /** It is the message's from now on, unless the message is gone, or has it already: then the file is nobody's. */
  kept(file: MessageFile, fileId: string): Promise<void>;
  /** It will not be kept. */
  refused(file: MessageFile, reason: "too_large" | "unavailable"): Promise<void>;
  /** @param delayMs until it is tried again, by whichever runtime */
  later(file: MessageFile, delayMs: number): Promise<void>;
}

export function createMessageFiles({ pool }: { pool: Pool }): MessageFiles {
  return {
    async claim(busy) {
      const { rows } = await pool.query<MessageFile>({
        name: "claim a message's file",
        text: `update message_files f set due_at = now() + interval '${claimMs} ms', tries = f.tries + 1
          from bots b
          where b.id = f.bot_id and f.inbox_seq = (
            select inbox_seq from message_files w where state = 'pending' and due_at <= now() and tenant_id <> all($1::uuid[])
              and exists (select from bots where bots.id = w.bot_id)
            order by due_at limit 1 for update skip locked
          )
          returning f.inbox_seq::float8 as "inboxSeq", f.tenant_id as "tenantId", f.bot_id as "botId",
            b.channel, b.token_sealed as "tokenSealed", f.telegram_file_id as "telegramFileId", f.name, f.tries,
            extract(epoch from now() - f.created_at)::float8 * 1000 as "ageMs"`,
        values: [busy],
      });
      return rows[0] ?? null;
    },
    async kept({ inboxSeq }, fileId) {
      await pool.query(
        `with kept as (
           update message_files set state = 'kept' where inbox_seq = $1 and state = 'pending' returning inbox_seq
         )
         update files set inbox_seq = kept.inbox_seq from kept where id = $2`,
        [inboxSeq, fileId],
      );
    },
    async refused({ inboxSeq }, reason) {
      await pool.query("update message_files set state = $2 where inbox_seq = $1 and state = 'pending'", [
        inboxSeq,
        reason,
      ]);
    },
    async later({ inboxSeq }, delayMs) {
      await pool.query(
        "update message_files set due_at = now() + make_interval(secs => $2::float8 / 1000) where inbox_seq = $1",
        [inboxSeq, delayMs],
      );
    },
  };
}
