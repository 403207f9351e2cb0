/** Opens what was sent into a test chat. It is there until the session ends: who needs it for longer keeps a copy. */
import type { Pool } from "pg";
import { previewFileOf } from "#shared/inbox/preview-person.ts";
import type { ServedBot } from "../../bots/served-bot.ts";

/** @returns `null` when the file is Telegram's, or no longer there */
export type OpenSentPhoto = (bot: Pick<ServedBot, "id">, fileId: string) => Promise<Buffer | null>;

export function openSentPhotos(pool: Pool): OpenSentPhoto {
  return async (bot, fileId) => {
    const id = previewFileOf(fileId);
    if (id === null) return null;
    const { rows } = await pool.query<{ content: Buffer }>(
      `select f.content from preview_files f join preview_sessions s on s.id = f.session_id
       where f.id::text = $1 and s.bot_id = $2`,
      [id, bot.id],
    );
    return rows[0]?.content ?? null;
  };
}
