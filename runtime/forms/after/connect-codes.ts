/** The codes that connect chats to forms, as the runtime finds them. They are used up through the committer alone. */
import type { Pool } from "pg";
import { hashOfCode } from "#shared/connect-code.ts";

export interface FoundCode {
  id: string;
  formId: string;
  formName: string;
}

export interface ConnectCodes {
  /** @returns a code of the bot that may still be used, or that the update at `inboxSeq` has used; else `null` */
  find(botId: string, code: string, inboxSeq: number): Promise<FoundCode | null>;
  /** Whether it was that update, and no other, that used the code. */
  wasUsedBy(id: string, inboxSeq: number): Promise<boolean>;
}

export const createConnectCodes = ({ pool }: { pool: Pool }): ConnectCodes => ({
  async find(botId, code, inboxSeq) {
    const { rows } = await pool.query<FoundCode>(
      `select c.id, f.id as "formId", f.name as "formName" from connect_codes c join forms f on f.id = c.form_id
       where c.hash = $1 and c.bot_id = $2 and (c.used_by = $3 or (c.used_by is null and c.expires_at > now()))`,
      [hashOfCode(code), botId, inboxSeq],
    );
    return rows[0] ?? null;
  },
  async wasUsedBy(id, inboxSeq) {
    const { rowCount } = await pool.query("select from connect_codes where id = $1 and used_by = $2", [id, inboxSeq]);
    return rowCount === 1;
  },
});
