/** What a notification is made of, as it is when it is sent. */
import type { Pool } from "pg";
import { previewIn } from "#shared/inbox/preview-person.ts";
import type { Field } from "#shared/schemas/form.ts";
import type { Answers } from "#shared/schemas/submission.ts";

export interface Notice {
  formName: string;
  fields: Field[];
  answers: Answers;
  chatId: number | null;
  chatTitle: string | null;
  externalId: string | null;
  telegramUsername: string | null;
  telegramFirstName: string | null;
  preview: boolean;
  createdAt: Date;
}

export interface Notices {
  /** @returns `null` when the submission is gone, or nobody is to be told of it any more */
  of(botId: string, submissionId: string): Promise<Notice | null>;
}

export const createNotices = ({ pool }: { pool: Pool }): Notices => ({
  async of(botId, submissionId) {
    const { rows } = await pool.query<Notice>(
      `select f.name as "formName", f.fields, s.answers, f.notification_chat_id::float8 as "chatId",
         f.notification_chat_title as "chatTitle",
         coalesce(a.external, s.telegram_user_id::text) as "externalId", ${previewIn("s.telegram_user_id")} as preview,
         s.telegram_username as "telegramUsername", s.telegram_first_name as "telegramFirstName",
         s.created_at as "createdAt"
       from form_submissions s join forms f on f.id = s.form_id
         left join addresses a on a.bot_id = s.bot_id and a.local = s.telegram_user_id
       where s.id = $1 and s.bot_id = $2 and s.action_state = 'pending' and f.on_complete_action = 'notify'`,
      [submissionId, botId],
    );
    return rows[0] ?? null;
  },
});
